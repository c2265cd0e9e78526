#!/usr/bin/env python3
"""Asks every window of a screen to close, as a window manager does (Alt+F4, the cross of a title bar).

Usage: ask-to-close.py DISPLAY     exit code 1 where no window listens to such wishes
"""
import ctypes
import sys

CLIENT_MESSAGE = 33
xlib = ctypes.CDLL("libX11.so.6")
Window, Atom = ctypes.c_ulong, ctypes.c_ulong


class ClientMessage(ctypes.Structure):
    """XClientMessageEvent, padded to the size of XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", Window),
        ("message_type", Atom),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),
    ]


xlib.XOpenDisplay.restype = ctypes.c_void_p
xlib.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
xlib.XDefaultRootWindow.restype = Window
xlib.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
xlib.XInternAtom.restype = Atom
xlib.XQueryTree.argtypes = [ctypes.c_void_p, Window] + [ctypes.c_void_p] * 4
xlib.XGetWMProtocols.argtypes = [ctypes.c_void_p, Window, ctypes.c_void_p, ctypes.c_void_p]
xlib.XSendEvent.argtypes = [ctypes.c_void_p, Window, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
xlib.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]


def children(display, window):
    """Windows right inside a window."""
    root, parent, count = Window(), Window(), ctypes.c_uint()
    found = ctypes.POINTER(Window)()
    xlib.XQueryTree(display, window, *(ctypes.byref(each) for each in (root, parent, found, count)))
    return [found[at] for at in range(count.value)]


def listens(display, window, wish):
    """Whether a window takes part in the protocol of closing."""
    atoms, count = ctypes.POINTER(Atom)(), ctypes.c_int()
    if not xlib.XGetWMProtocols(display, window, ctypes.byref(atoms), ctypes.byref(count)):
        return False
    return wish in [atoms[at] for at in range(count.value)]


def main():
    """See above."""
    display = xlib.XOpenDisplay(sys.argv[1].encode())
    if not display:
        sys.exit(f"no screen {sys.argv[1]}")
    protocols = xlib.XInternAtom(display, b"WM_PROTOCOLS", 0)
    wish = xlib.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    asked = 0
    for window in children(display, xlib.XDefaultRootWindow(display)):
        if listens(display, window, wish):
            event = ClientMessage(type=CLIENT_MESSAGE, window=window, message_type=protocols, format=32)
            event.data[0] = wish
            xlib.XSendEvent(display, window, 0, 0, ctypes.byref(event))
            asked += 1
    xlib.XSync(display, 0)
    sys.exit(asked == 0)


main()
