//! From packets of two tracks to segments.
//!
//! Packets are put in order of time and cut: a segment begins at each keyframe of the picture, and
//! after at most [`MAX_SEGMENT_MS`] even if none came (no picture, or a camera that is away).

use std::collections::VecDeque;

/// Longest segment in milliseconds: what may be lost when the machine dies.
pub(super) const MAX_SEGMENT_MS: i64 = 2_000;

/// An encoded frame. Times are milliseconds since zero of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    pub video: bool,
    pub time_ms: i64,
    /// Where what it shows or sounds ends.
    pub end_ms: i64,
    pub keyframe: bool,
    /// Nanoseconds at its end that are not to be played.
    pub discard_nanos: u64,
    pub data: Vec<u8>,
}

/// The packets of one segment, in order of time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub start_ms: i64,
    pub end_ms: i64,
    pub keyframe: bool,
    pub packets: Vec<Packet>,
}

/// Orders and cuts.
pub(super) struct Segmenter {
    with_video: bool,
    with_audio: bool,
    /// A track is waited for until the other one is this far ahead, in milliseconds: then it
    /// counts as away.
    max_skew_ms: i64,
    video: VecDeque<Packet>,
    audio: VecDeque<Packet>,
    /// Newest time of each track.
    newest: [i64; 2],
    /// Time of the newest packet that was placed: times in the file never go back.
    placed_ms: i64,
    open: Option<Cut>,
}

impl Segmenter {
    pub(super) fn new(with_video: bool, with_audio: bool, max_skew_ms: i64) -> Self {
        Self {
            with_video,
            with_audio,
            max_skew_ms,
            video: VecDeque::new(),
            audio: VecDeque::new(),
            newest: [i64::MIN; 2],
            placed_ms: 0,
            open: None,
        }
    }

    /// The same where the file goes on at `begin_ms`: no packet is placed before it.
    pub(super) fn beginning_at(mut self, begin_ms: i64) -> Self {
        self.placed_ms = begin_ms;
        self
    }

    /// Takes a packet; times of one track never go back. Gives the segments that are complete.
    pub(super) fn push(&mut self, packet: Packet) -> Vec<Cut> {
        self.newest[usize::from(packet.video)] = packet.time_ms;
        if packet.video {
            self.video.push_back(packet);
        } else {
            self.audio.push_back(packet);
        }
        let mut cuts = Vec::new();
        while let Some(packet) = self.next_in_order(false) {
            cuts.extend(self.place(packet));
        }
        cuts
    }

    /// Everything that is left, the open segment too; packets may come after it.
    pub(super) fn finish(&mut self) -> Vec<Cut> {
        let mut cuts = Vec::new();
        while let Some(packet) = self.next_in_order(true) {
            cuts.extend(self.place(packet));
        }
        cuts.extend(self.open.take());
        cuts
    }

    /// The earliest packet, once nothing earlier can come. At the same time the picture is first:
    /// a player begins with it.
    fn next_in_order(&mut self, all: bool) -> Option<Packet> {
        let video_first = match (self.video.front(), self.audio.front()) {
            (None, None) => return None,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (Some(video), Some(audio)) => video.time_ms <= audio.time_ms,
        };
        let (queue, other_expected, other) = if video_first {
            (&mut self.video, self.with_audio, usize::from(false))
        } else {
            (&mut self.audio, self.with_video, usize::from(true))
        };
        let time_ms = queue.front()?.time_ms;
        let own_newest = self.newest[1 - other];
        let waited_enough = own_newest.saturating_sub(time_ms) > self.max_skew_ms;
        // Sound waits for a picture of its own time too, which would have to come first.
        let passed = self.newest[other] > time_ms || (video_first && self.newest[other] == time_ms);
        if all || !other_expected || passed || waited_enough { queue.pop_front() } else { None }
    }

    /// Puts a packet into the open segment, or closes that and opens another.
    fn place(&mut self, mut packet: Packet) -> Option<Cut> {
        // A track that was away and comes back late.
        packet.time_ms = packet.time_ms.max(self.placed_ms);
        packet.end_ms = packet.end_ms.max(packet.time_ms);
        self.placed_ms = packet.time_ms;
        let cut = self.open.as_ref().is_some_and(|open| {
            let too_long = packet.end_ms - open.start_ms > MAX_SEGMENT_MS;
            (packet.video && packet.keyframe) || too_long
        });
        let closed = if cut { self.open.take() } else { None };
        match &mut self.open {
            Some(open) => {
                open.end_ms = open.end_ms.max(packet.end_ms);
                open.packets.push(packet);
            }
            None => {
                self.open = Some(Cut {
                    start_ms: packet.time_ms,
                    end_ms: packet.end_ms,
                    // Sound alone can begin anywhere; with pictures only at a keyframe.
                    keyframe: if self.with_video {
                        packet.video && packet.keyframe
                    } else {
                        packet.keyframe
                    },
                    packets: vec![packet],
                });
            }
        }
        closed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn video(time_ms: i64, keyframe: bool) -> Packet {
        let data = vec![1];
        Packet { video: true, time_ms, end_ms: time_ms + 40, keyframe, discard_nanos: 0, data }
    }

    fn audio(time_ms: i64) -> Packet {
        let (end_ms, data) = (time_ms + 20, vec![2]);
        Packet { video: false, time_ms, end_ms, keyframe: true, discard_nanos: 0, data }
    }

    fn all(segmenter: &mut Segmenter, packets: impl IntoIterator<Item = Packet>) -> Vec<Cut> {
        let mut cuts: Vec<Cut> = packets.into_iter().flat_map(|p| segmenter.push(p)).collect();
        cuts.extend(segmenter.finish());
        cuts
    }

    #[test]
    fn a_segment_begins_with_its_keyframe_whoever_comes_first() {
        let mut segmenter = Segmenter::new(true, true, 5_000);
        // A second of sound arrives before the pictures of that second.
        let sound = (0..50).map(|n| audio(n * 20));
        let pictures = (0..25).map(|n| video(n * 40, n == 0 || n == 20));
        let cuts = all(&mut segmenter, sound.chain(pictures));
        assert_eq!(cuts.len(), 2);
        for (cut, start_ms) in cuts.iter().zip([0, 800]) {
            assert!(cut.keyframe && cut.packets[0].video && cut.packets[0].keyframe);
            assert_eq!(cut.start_ms, start_ms);
        }
        assert!(cuts[0].packets.iter().all(|p| p.time_ms < 800));
    }

    #[test]
    fn sound_goes_on_in_segments_of_two_seconds_while_the_camera_is_away() {
        let mut segmenter = Segmenter::new(true, true, 1_000);
        let mut cuts = segmenter.push(video(0, true));
        for n in 0..500 {
            cuts.extend(segmenter.push(audio(n * 20)));
        }
        assert!(cuts.len() >= 4, "{} segments while it was away", cuts.len());
        cuts.extend(segmenter.finish());
        assert!(cuts.iter().all(|c| c.end_ms - c.start_ms <= MAX_SEGMENT_MS));
        assert!(cuts[0].keyframe && cuts[1..].iter().all(|c| !c.keyframe));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_times_never_go_back(
            order in proptest::collection::vec(any::<bool>(), 0..400),
            with in prop::sample::select(vec![(true, true), (true, false), (false, true)]),
        ) {
            let mut segmenter = Segmenter::new(with.0, with.1, 500);
            let (mut v, mut a) = (0, 0);
            let packets: Vec<Packet> = order
                .into_iter()
                .filter(|is_video| if *is_video { with.0 } else { with.1 })
                .map(|is_video| {
                    if is_video {
                        v += 40;
                        video(v - 40, (v - 40) % 1_960 == 0)
                    } else {
                        a += 20;
                        audio(a - 20)
                    }
                })
                .collect();
            let count = packets.len();
            let cuts = all(&mut segmenter, packets);
            let times: Vec<i64> =
                cuts.iter().flat_map(|c| c.packets.iter().map(|p| p.time_ms)).collect();
            prop_assert_eq!(times.len(), count);
            prop_assert!(times.is_sorted());
            prop_assert!(cuts.iter().all(|c| c.end_ms - c.start_ms <= MAX_SEGMENT_MS));
        }
    }
}
