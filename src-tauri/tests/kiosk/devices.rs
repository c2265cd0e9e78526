//! Devices that are the simulated ones but for one thing.

/// Hands the named methods of `KioskDevices` on to the devices in the named field.
macro_rules! as_simulated {
    ($field:tt: $($method:ident),+) => { $(as_simulated!(@ $method $field);)+ };
    (@ camera $field:tt) => {
        fn camera(
            &self,
            clock: capture::MediaClock,
            chosen: Option<&capture::DeviceInfo>,
        ) -> Option<station::feed::Opener<dyn capture::VideoSource>> {
            self.$field.camera(clock, chosen)
        }
    };
    (@ microphone $field:tt) => {
        fn microphone(
            &self,
            clock: capture::MediaClock,
            chosen: Option<&capture::DeviceInfo>,
        ) -> Option<station::feed::Opener<dyn capture::AudioSource>> {
            self.$field.microphone(clock, chosen)
        }
    };
    (@ prompt $field:tt) => {
        fn prompt(
            &self,
            prompt: &station::session::Prompt,
            at: interview::time::MediaTime,
        ) {
            self.$field.prompt(prompt, at);
        }
    };
    (@ rest $field:tt) => {
        fn lister(&self) -> Box<dyn FnOnce() -> capture::DeviceList + Send> {
            self.$field.lister()
        }

        fn card(&self) -> Option<interview::media::VideoFrame> {
            self.$field.card()
        }

        fn simulated(&self) -> Vec<String> {
            self.$field.simulated()
        }

        fn synthetic(&self) -> bool {
            self.$field.synthetic()
        }
    };
}
