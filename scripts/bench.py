"""Ratios measured in one run against named peers, on the demo's own recording.

Prints a table and writes target/bench.json. Each pair runs alternately, RUNS times; the ratio is
that of the medians. `--build` also measures a build from clean (long).
"""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATION = ROOT / "target/release/station"
DEMO = ROOT / "target/demo"
RUNS = 3
THREADS = min(2, os.cpu_count() or 1)


def station(*args):
    done = subprocess.run([STATION, "--json", *map(str, args)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"station {args[0]} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def models_dir():
    return Path(station("models", "list")["directory"])


def whisper_peer(model, wav):
    from pywhispercpp.model import Model

    peer = Model(str(model), n_threads=THREADS, print_progress=False, print_realtime=False)
    begun = time.perf_counter()
    peer.transcribe(str(wav), language="zh")
    return time.perf_counter() - begun


def mediapipe_peer(video, limit):
    import cv2
    import mediapipe

    capture = cv2.VideoCapture(str(video))
    frames = []
    while len(frames) < limit:
        ok, frame = capture.read()
        if not ok:
            break
        frames.append(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    mesh = mediapipe.solutions.face_mesh.FaceMesh(refine_landmarks=True, max_num_faces=1)
    mesh.process(frames[0])
    begun = time.perf_counter()
    for frame in frames:
        mesh.process(frame)
    return (time.perf_counter() - begun) * 1000 / len(frames)


def peak_memory_mb(*args):
    """Highest resident set of a call, children included."""
    code = (
        "import resource,subprocess,sys;"
        "r=subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024);sys.exit(r)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, STATION, "--json", *map(str, args)],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"station {args[0]} failed: {done.stderr.strip()}")
    return int(done.stdout)


def clean_build_s():
    with tempfile.TemporaryDirectory() as target:
        begun = time.perf_counter()
        subprocess.run(
            ["cargo", "build", "--release", "--locked", "--workspace", "--bins"],
            cwd=ROOT,
            env={**os.environ, "CARGO_TARGET_DIR": target},
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return time.perf_counter() - begun


def window_rows(row):
    """What the window costs, measured in the real one on a screen without a monitor."""
    done = subprocess.run(["cargo", "bench", "--locked", "--workspace", "--bench", "window"],
                          cwd=ROOT, stdout=subprocess.PIPE, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        print("the window could not be measured", file=sys.stderr)
        return
    seen = json.loads(lines[-1])
    preview, listed, memory = seen["preview"], seen["list"], seen["memory"]
    row("window: process start to attract screen", seen["start_ms"], 1500, "ms", "first contentful paint, software drawing")
    row("window: time between pictures of the preview", 1000 / preview["fps"], 1000 / 15, "ms",
        f"{preview['fps']:.1f} a second; {preview['camera_to_drawn_ms']:.0f} ms from the camera to the screen")
    row("window: press on a quote to its picture", seen["quote"]["to_picture_ms"], 300, "ms", "8 s recording")
    row("window: longest frame, scrolling the list", listed["longest_frame_ms"], 50, "ms",
        f"{listed['rows']} rows, median {listed['median_frame_ms']:.0f} ms, {listed['over_50_ms']} over 50 ms")
    cleared = memory["cleared_mb"]
    row("window: highest memory of a session", memory["highest_mb"], None, "MB",
        f"PSS with models and browser; {memory['first_mb']:.0f} MB before anybody sat down; after each of "
        f"{len(cleared)} candidates {', '.join(f'{mb:.0f}' for mb in cleared)} MB; {memory['followed_s'] / 60:.0f} minutes")
    if len(cleared) > 2:
        row("window: growth from the second candidate to the last", cleared[-1] / cleared[1], 1.1, "x",
            "what stays when the screen is cleared")


def main():
    rows = []

    def row(name, value, goal, unit, detail):
        met = None if goal is None else value <= goal
        rows.append({"name": name, "value": round(value, 3), "goal": goal, "unit": unit, "met": met, "detail": detail})

    fast = station("demo", "--out", DEMO, "--pace", "fast")
    interview = fast["interview_id"]
    timing = fast["timing"]
    row("interview in file mode, wall / media", timing["wall_s"] / timing["media_s"], 1.0, "x",
        f"{timing['wall_s']:.1f} s for {timing['media_s']:.1f} s, {os.cpu_count()} cores")

    out = DEMO / "bench"
    shutil.rmtree(out, ignore_errors=True)
    shutil.rmtree(DEMO / "bench-home", ignore_errors=True)
    station("export", interview, "--to", out, "--home", DEMO / "home")
    video = out / "main.webm"
    wav = out / "speech.wav"
    subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-i", video, "-ar", "16000", "-ac", "1", wav], check=True)

    ours, peer = [], []
    model = models_dir() / "whisper-base.bin"
    for _ in range(RUNS):
        ours.append(station("bench", "asr", wav, "--threads", THREADS)["decode_s"])
        peer.append(whisper_peer(model, wav))
    row("recogniser / pywhispercpp (whisper.cpp)", statistics.median(ours) / statistics.median(peer), 1.05, "x",
        f"{statistics.median(ours):.2f} s against {statistics.median(peer):.2f} s, greedy, {THREADS} threads")

    ours, peer = [], []
    for _ in range(RUNS):
        ours.append(station("bench", "faces", video)["ms_per_frame"])
        peer.append(mediapipe_peer(video, 200))
    row("faces per frame / MediaPipe face mesh", statistics.median(ours) / statistics.median(peer), 0.8, "x",
        f"{statistics.median(ours):.2f} ms against {statistics.median(peer):.2f} ms, 200 frames")

    memory = peak_memory_mb("interview", "--camera", video, "--microphone", video, "--position", "teller",
                            "--language", "zh", "--home", DEMO / "bench-home", "--out", out / "again")
    row("peak memory of an interview", memory, 1200, "MB", "resident, file mode")

    real = station("demo", "--out", DEMO, "--pace", "real")
    row("last answer to signed report, real pace", real["timing"]["report_after_last_answer_s"], 10, "s", "demo")

    window_rows(row)

    if "--build" in sys.argv:
        row("build from clean", clean_build_s(), None, "s", "cargo build --release, all binaries")

    for entry in rows:
        mark = {True: "met", False: "MISSED", None: ""}[entry["met"]]
        goal = "" if entry["goal"] is None else f"goal {entry['goal']} {entry['unit']}"
        print(f"{entry['name']:<44} {entry['value']:>9} {entry['unit']:<3} {goal:<14} {mark:<7} {entry['detail']}")
    (ROOT / "target/bench.json").write_text(json.dumps({"rows": rows}, indent=1))


if __name__ == "__main__":
    main()
