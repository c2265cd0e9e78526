#!/usr/bin/env python3
"""Draws the front of the demo candidate's identity card.

The person is invented (`candidate.json`), the area code 330199 is not assigned, the check
character is right, 样本 stands across the card, and the layout only resembles the real one.
Fonts: Noto Sans CJK (OFL-1.1). The portrait is `portrait/card.jpg`, see LICENSE.md.

    pip install pillow
    python make_card.py
"""
import json
import math
import pathlib

from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = pathlib.Path(__file__).parent
FONTS = pathlib.Path("/usr/share/fonts/opentype/noto")
CARD = (1011, 638)  # 85.6 × 54 mm at 300 dots per inch
MARGIN = 34
ADDRESS = "浙江省杭州市样本区虚构路18号测试苑6幢"
LABEL, INK = (46, 108, 164), (28, 28, 30)


def font(size, bold=False):
    name = "NotoSansCJK-Bold.ttc" if bold else "NotoSansCJK-Regular.ttc"
    return ImageFont.truetype(str(FONTS / name), size, index=2)  # index 2: simplified Chinese


def background():
    """Pale guilloche: two families of sine lines."""
    card = Image.new("RGB", CARD, (232, 240, 243))
    draw = ImageDraw.Draw(card)
    for k in range(-20, 60):
        for phase, colour in ((0.0, (214, 229, 236)), (1.7, (236, 224, 229))):
            points = [
                (x, 16 * k + 22 * math.sin(x / 85 + phase + k * 0.21)) for x in range(0, CARD[0] + 8, 8)
            ]
            draw.line(points, fill=colour, width=2)
    return card


def lines_of(text, per_line):
    return [text[i : i + per_line] for i in range(0, len(text), per_line)]


def draw_card(person):
    card = background()
    draw = ImageDraw.Draw(card)
    number = person["id_number"]
    sex = "男" if int(number[16]) % 2 else "女"
    label, ink = font(28), font(34)
    rows = [
        (68, [(62, "姓 名", label, LABEL), (176, person["name"], font(40), INK)]),
        (146, [(62, "性 别", label, LABEL), (176, sex, ink, INK),
               (300, "民 族", label, LABEL), (410, "汉", ink, INK)]),
        (222, [(62, "出 生", label, LABEL), (176, number[6:10], ink, INK),
               (276, "年", label, LABEL), (334, str(int(number[10:12])), ink, INK),
               (384, "月", label, LABEL), (440, str(int(number[12:14])), ink, INK),
               (492, "日", label, LABEL)]),
        (302, [(62, "住 址", label, LABEL)]),
    ]
    for top, row in rows:
        for left, text, face, colour in row:
            draw.text((left, top + 34), text, font=face, fill=colour, anchor="ls")
    for at, line in enumerate(lines_of(ADDRESS, 12)):
        draw.text((176, 336 + 48 * at), line, font=ink, fill=INK, anchor="ls")
    draw.text((62, 560), "公民身份号码", font=font(30), fill=LABEL, anchor="ls")
    x = 330
    for character in number:
        draw.text((x, 562), character, font=font(44), fill=INK, anchor="ls")
        x += 33
    portrait = Image.open(HERE / "portrait/card.jpg").resize((282, 347), Image.Resampling.LANCZOS)
    card.paste(portrait, (664, 88))
    # Beside the fields, not across them: the card is read by the station like any other.
    mark = Image.new("L", (240, 100), 0)
    ImageDraw.Draw(mark).text((10, 0), "样 本", font=font(56, True), fill=110)
    mark = mark.rotate(6, expand=True, resample=Image.Resampling.BICUBIC)
    card.paste((200, 60, 60), (700, 424), mark)
    return card


def main():
    person = json.loads((HERE / "candidate.json").read_text())
    card = draw_card(person)
    corners = Image.new("L", CARD, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, CARD[0] - 1, CARD[1] - 1), 34, fill=255)
    size = (CARD[0] + 2 * MARGIN, CARD[1] + 2 * MARGIN)
    desk = Image.new("RGB", size, (92, 84, 76))
    shadow = Image.new("L", size, 0)
    shadow.paste(corners, (MARGIN + 4, MARGIN + 6))
    desk.paste((50, 45, 41), (0, 0), shadow.filter(ImageFilter.GaussianBlur(7)))
    desk.paste(card, (MARGIN, MARGIN), corners)
    desk.filter(ImageFilter.GaussianBlur(0.6)).save(HERE / "card.jpg", quality=88)


if __name__ == "__main__":
    main()
