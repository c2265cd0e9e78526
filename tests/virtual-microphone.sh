#!/bin/sh
# A microphone for machines without one: PulseAudio with a null sink "player", whose sound comes
# back through the source "virtmic". Needs no sound card and no running sound server.
#
#   eval "$(tests/virtual-microphone.sh start)"     sets PULSE_SERVER and friends
#   paplay --device=player speech.wav               is heard by virtmic
#   tests/virtual-microphone.sh stop                ends the server that PULSE_SERVER names
#
# Exit code 77 and a reason on stderr when PulseAudio is not installed.
set -eu

start() {
    for tool in pulseaudio pactl paplay; do
        command -v "$tool" >/dev/null || { echo "$tool is not installed" >&2; exit 77; }
    done
    XDG_RUNTIME_DIR=$(mktemp -d)
    PULSE_RUNTIME_PATH=$XDG_RUNTIME_DIR/pulse
    PULSE_SERVER=unix:$PULSE_RUNTIME_PATH/native
    # Never the settings or the cookie of whoever runs this.
    HOME=$XDG_RUNTIME_DIR
    export XDG_RUNTIME_DIR PULSE_RUNTIME_PATH PULSE_SERVER HOME
    mkdir -m 700 "$PULSE_RUNTIME_PATH"
    pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disallow-exit \
        --realtime=no --high-priority=no \
        -L "module-native-protocol-unix auth-anonymous=1" \
        -L "module-null-sink sink_name=player rate=48000 channels=1 norewinds=1" \
        -L "module-remap-source master=player.monitor source_name=virtmic" \
        </dev/null >"$XDG_RUNTIME_DIR/log" 2>&1 &
    pid=$!
    tries=0
    until pactl set-default-source virtmic 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "$pid" 2>/dev/null; then
            kill "$pid" 2>/dev/null || true
            cat "$XDG_RUNTIME_DIR/log" >&2
            exit 1
        fi
        sleep 0.1
    done
    echo "export XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR"
    echo "export PULSE_RUNTIME_PATH=$PULSE_RUNTIME_PATH"
    echo "export PULSE_SERVER=$PULSE_SERVER"
    echo "export VIRTUAL_MICROPHONE_PID=$pid"
}

stop() {
    kill "${VIRTUAL_MICROPHONE_PID:?was not started here}" 2>/dev/null || true
    case ${XDG_RUNTIME_DIR:-} in
        /tmp/tmp.* | "${TMPDIR:-/tmp}"/tmp.*) rm -rf "$XDG_RUNTIME_DIR" ;;
    esac
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
