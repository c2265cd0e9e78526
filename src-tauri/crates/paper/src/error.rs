//! What can go wrong while printing.

use interview::error::{Fault, FaultClass, Faulty, Response};

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// No font of this machine has Chinese characters.
    #[error("no Chinese font is installed: install the package fonts-noto-cjk")]
    NoChineseFont,
    /// The data of the page don't serialise.
    #[error("page data: {0}")]
    Data(String),
    /// The typesetter refused our template.
    #[error("the page can't be set: {0}")]
    Layout(String),
}

impl Faulty for PaperError {
    fn fault(&self) -> Fault {
        match self {
            Self::NoChineseFont => {
                Fault::new("paper.no_chinese_font", FaultClass::Missing, Response::Degrade)
            }
            Self::Data(_) => Fault::new("paper.data", FaultClass::Internal, Response::Degrade),
            Self::Layout(_) => Fault::new("paper.layout", FaultClass::Internal, Response::Degrade),
        }
    }
}
