"""Geometry for `make_portrait.py`: the base mesh, subdivision, rotation, a z-buffer and
noise in space."""
import gzip
import pathlib

import numpy as np
from scipy import ndimage, sparse


class Mesh:
    """The base mesh: rest positions, quads with group and texture coordinates, targets."""

    def __init__(self, data):
        self.data = pathlib.Path(data)
        vertices, uvs, quads, quad_uvs, groups = [], [], [], [], []
        group = ""
        for line in open(self.data / "mpfb2/3dobjs/base.obj"):
            parts = line.split()
            if not parts or parts[0] == "#":
                continue
            if parts[0] == "v":
                vertices.append([float(x) for x in parts[1:4]])
            elif parts[0] == "vt":
                uvs.append([float(x) for x in parts[1:3]])
            elif parts[0] == "g":
                group = parts[1]
            elif parts[0] == "f":
                corners = [p.split("/") for p in parts[1:]]
                if len(corners) == 3:
                    corners.append(corners[-1])
                quads.append([int(c[0]) - 1 for c in corners])
                quad_uvs.append([int(c[1]) - 1 for c in corners])
                groups.append(group)
        self.rest = np.array(vertices)
        self.uvs = np.array(uvs)
        self.quads = np.array(quads)
        self.quad_uvs = np.array(quad_uvs)
        self.groups = np.array(groups)

    def target(self, path):
        packed = self.data / "mpfb2/targets" / f"{path}.target.gz"
        plain = self.data / "faceunits01/targets/faceunits" / f"{path}.target"
        text = gzip.open(packed, "rt") if packed.exists() else open(plain)
        delta = np.zeros_like(self.rest)
        for line in text:
            parts = line.split()
            if len(parts) == 4 and parts[0] != "#":
                delta[int(parts[0])] += [float(x) for x in parts[1:]]
        return delta


def subdivided(quads, count):
    """One Catmull-Clark step: new quads and the matrix that makes the new vertices."""
    faces = len(quads)
    face_points = sparse.csr_matrix(
        (np.full(faces * 4, 0.25), (np.repeat(np.arange(faces), 4), quads.ravel())), (faces, count)
    )
    ends = np.stack([quads, np.roll(quads, -1, 1)], 2).reshape(-1, 2)
    key = np.sort(ends, 1)
    edges, which, shared = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    which = which.ravel()
    owner = np.repeat(np.arange(faces), 4)
    middle = sparse.csr_matrix(
        (np.full(len(edges) * 2, 0.5), (np.repeat(np.arange(len(edges)), 2), edges.ravel())),
        (len(edges), count),
    )
    touching = sparse.csr_matrix((np.ones(len(which)), (which, owner)), (len(edges), faces))
    inner = (shared == 2).astype(float)
    around = sparse.diags(1 / np.maximum(shared, 1)) @ touching @ face_points
    edge_points = sparse.diags(1 - inner / 2) @ middle + sparse.diags(inner / 2) @ around
    ones = np.ones(faces * 4)
    v_faces = sparse.csr_matrix((ones, (quads.ravel(), owner)), (count, faces))
    v_edges = sparse.csr_matrix(
        (np.ones(len(edges) * 2), (edges.ravel(), np.repeat(np.arange(len(edges)), 2))),
        (count, len(edges)),
    )
    border = np.asarray((v_edges @ (shared == 1).astype(float)[:, None])).ravel() > 0
    n = np.maximum(np.asarray(v_faces.sum(1)).ravel(), 1)
    e = np.maximum(np.asarray(v_edges.sum(1)).ravel(), 1)
    smooth = (
        sparse.diags(1 / n**2) @ v_faces @ face_points
        + sparse.diags(2 / (n * e)) @ v_edges @ middle
        + sparse.diags((n - 3) / n)
    )
    keep = sparse.diags(border.astype(float))
    old_points = keep @ sparse.identity(count) + sparse.diags((~border).astype(float)) @ smooth
    matrix = sparse.vstack([old_points, edge_points, face_points]).tocsr()
    edge_of = (count + which).reshape(faces, 4)
    centre = count + len(edges) + np.arange(faces)
    new = [
        np.stack([quads[:, k], edge_of[:, k], centre, edge_of[:, k - 1]], 1) for k in range(4)
    ]
    return np.concatenate(new), matrix


def smoothstep(low, high, x):
    t = np.clip((x - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def rotation(yaw, pitch, roll=0.0):
    """Yaw turns the nose to the picture's right, pitch lifts it, roll is clockwise; degrees."""
    a, b, c = np.radians([yaw, -pitch, -roll])
    y = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
    x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    return y @ x @ z


def raster(points, triangles, width, height):
    """Nearest triangle and barycentric weights per sample; points are x, y, depth in samples."""
    depth = np.full((height, width), np.inf)
    index = np.full((height, width), -1, np.int32)
    weights = np.zeros((height, width, 3), np.float32)
    corners = points[triangles]
    low = np.floor(corners[:, :, :2].min(1)).astype(int)
    high = np.ceil(corners[:, :, :2].max(1)).astype(int) + 1
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    # The outside of the mesh runs counter-clockwise, clockwise where y points down.
    seen = (area < -1e-9) & (high > 0).all(1) & (low[:, 0] < width) & (low[:, 1] < height)
    for t in np.nonzero(seen)[0]:
        x0, y0 = max(low[t, 0], 0), max(low[t, 1], 0)
        x1, y1 = min(high[t, 0], width), min(high[t, 1], height)
        if x0 >= x1 or y0 >= y1:
            continue
        px = np.arange(x0, x1) + 0.5
        py = (np.arange(y0, y1) + 0.5)[:, None]
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = corners[t]
        w1 = ((px - ax) * (cy - ay) - (py - ay) * (cx - ax)) / area[t]
        w2 = ((bx - ax) * (py - ay) - (by - ay) * (px - ax)) / area[t]
        w0 = 1 - w1 - w2
        z = w0 * az + w1 * bz + w2 * cz
        part = depth[y0:y1, x0:x1]
        hit = (w0 >= 0) & (w1 >= 0) & (w2 >= 0) & (z < part)
        if hit.any():
            part[hit] = z[hit]
            index[y0:y1, x0:x1][hit] = t
            weights[y0:y1, x0:x1][hit] = np.stack([w0[hit], w1[hit], w2[hit]], 1)
    return depth, index, weights


def noise(points, scale, seed):
    """Smooth noise in -1…1 at points of space."""
    rng = np.random.default_rng(seed)
    grid = ndimage.gaussian_filter(rng.standard_normal((48, 48, 48)), 0.8, mode="wrap")
    grid /= np.abs(grid).max()
    return ndimage.map_coordinates(grid, [points[..., k] * scale for k in range(3)], order=1,
                                   mode="grid-wrap")


def cavity(far, hit):
    """Darkens hollows: where the neighbourhood is nearer to the camera."""
    filled = np.where(hit, far, far[hit].max())
    near = np.minimum(ndimage.gaussian_filter(filled, 14), filled)
    depth = np.clip((filled - near) * 2.2, 0, 0.45)
    return np.where(hit, 1 - ndimage.gaussian_filter(depth, 2), 1.0)
