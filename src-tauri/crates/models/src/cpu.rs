//! The instruction sets that the native runtimes are built for.

/// Which of the needed instruction sets this processor has.
///
/// whisper.cpp is compiled for AVX2, FMA and F16C (`.cargo/config.toml`), and ONNX Runtime's
/// quantised kernels are only fast enough with them. Without the check the first inference would
/// end in an illegal instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuFeatures {
    /// 256-bit integer vectors.
    pub avx2: bool,
    /// Fused multiply-add.
    pub fma: bool,
    /// Conversion between half and single precision.
    pub f16c: bool,
}

impl CpuFeatures {
    /// Asks this processor.
    #[cfg(target_arch = "x86_64")]
    pub fn detect() -> Self {
        Self {
            avx2: std::arch::is_x86_feature_detected!("avx2"),
            fma: std::arch::is_x86_feature_detected!("fma"),
            f16c: std::arch::is_x86_feature_detected!("f16c"),
        }
    }

    /// The manifest pins an x86-64 library: another architecture has none of the features.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn detect() -> Self {
        Self { avx2: false, fma: false, f16c: false }
    }

    /// Names of the instruction sets that are needed and not there; empty if all is well.
    pub fn missing(self) -> Vec<&'static str> {
        [("AVX2", self.avx2), ("FMA", self.fma), ("F16C", self.f16c)]
            .into_iter()
            .filter_map(|(name, present)| (!present).then_some(name))
            .collect()
    }
}
