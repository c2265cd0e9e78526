#!/usr/bin/env python3
"""Compares what a screen without a monitor shows with a picture of what it should show.

Usage: picture.py SCREEN.xwd EXPECTED.png OUT.png
       picture.py SCREEN.xwd '#125A82' OUT.png     (whether a line of this colour is there)

Writes the screen to OUT.png. Prints how much of what is drawn in the words of EXPECTED (all that has
not their most frequent colour) is the same on the screen, in per cent; exit code 1 below the least
share.
"""
import collections
import struct
import sys
import zlib

# The same program draws the same pixels; the state of the machine, which the screen shows, differs.
LEAST_PERCENT = 85
# A line of one colour that no text has, in pixels.
LINE_PIXELS = 100
# The words take so much of the width; the picture beside them is large and says nothing.
WORDS_PERCENT = 60
# Text is smoothed by the system's font libraries, which differ a little.
TOLERANCE = 24


def read_xwd(path):
    """Width, height and rows of RGB of a window dump with 32 bits a pixel, as Xvfb keeps it."""
    data = open(path, "rb").read()
    header = struct.unpack(">25I", data[:100])
    size, width, height, order = header[0], header[4], header[5], header[7]
    bits, line, colours = header[11], header[12], header[19]
    if bits != 32 or order != 0:
        sys.exit(f"{path}: {bits} bits a pixel in order {order}")
    start = size + colours * 12
    rows = []
    for y in range(height):
        row = data[start + y * line : start + y * line + width * 4]
        rgb = bytearray(width * 3)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(rgb))
    return width, height, rows


def read_png(path):
    """Width, height and rows of RGB of a PNG with 8 bits RGB or RGBA."""
    data = open(path, "rb").read()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    channels = {2: 3, 6: 4}.get(kind)
    if depth != 8 or channels is None or data[28] != 0:
        sys.exit(f"{path}: not a plain RGB picture")
    packed, at = b"", 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        if name == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    raw, stride, rows = zlib.decompress(packed), width * channels, []
    before = bytearray(stride)
    for y in range(height):
        begin = y * (stride + 1)
        before = unfilter(raw[begin], bytearray(raw[begin + 1 : begin + 1 + stride]), before, channels)
        rgb = bytearray(width * 3)
        for channel in range(3):
            rgb[channel::3] = before[channel::channels]
        rows.append(bytes(rgb))
    return width, height, rows


def unfilter(method, row, above, step):
    """Undoes the filter of one line of a PNG (its specification, 9.2)."""
    for x in range(len(row)):
        left = row[x - step] if x >= step else 0
        up = above[x]
        if method == 1:
            row[x] = (row[x] + left) & 255
        elif method == 2:
            row[x] = (row[x] + up) & 255
        elif method == 3:
            row[x] = (row[x] + (left + up) // 2) & 255
        elif method == 4:
            corner = above[x - step] if x >= step else 0
            guess = left + up - corner
            distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
            row[x] = (row[x] + (left, up, corner)[distances.index(min(distances))]) & 255
    return row


def write_png(path, width, height, rows):
    """Writes rows of RGB."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"".join(b"\0" + row for row in rows))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def pixels(rows):
    """Pixels of the words, line by line."""
    return [row[x : x + 3] for row in rows for x in range(0, len(row) * WORDS_PERCENT // 300 * 3, 3)]


def main():
    """See above."""
    screen, expected, out = sys.argv[1:4]
    width, height, rows = read_xwd(screen)
    write_png(out, width, height, rows)
    if expected.startswith("#"):
        line = bytes.fromhex(expected[1:]) * LINE_PIXELS
        sys.exit(not any(line in row for row in rows))
    wanted_width, wanted_height, wanted = read_png(expected)
    if (width, height) != (wanted_width, wanted_height):
        sys.exit(f"the screen has {width}x{height}, the picture {wanted_width}x{wanted_height}")
    wanted = pixels(wanted)
    paper = collections.Counter(wanted).most_common(1)[0][0]
    drawn = [(a, b) for a, b in zip(pixels(rows), wanted) if b != paper]
    same = sum(max(abs(p - q) for p, q in zip(a, b)) <= TOLERANCE for a, b in drawn)
    percent = 100 * same // len(drawn)
    print(percent)
    sys.exit(percent < LEAST_PERCENT)


main()
