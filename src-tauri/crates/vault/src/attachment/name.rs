//! Names that a file may have outside: in a folder of any system, in a ZIP file, in a cell of a
//! spreadsheet. What comes in is the name of somebody else's file.

use std::collections::BTreeSet;

use super::kind::AttachmentKind;

/// Longest name in characters, its ending included.
pub const MAX_ATTACHMENT_NAME_CHARS: usize = 120;
/// Longest name in bytes: file systems take 255, and `unique` adds a number.
const MAX_NAME_BYTES: usize = 200;
/// What a name gets of which nothing is left.
const NAMELESS: &str = "file";
/// Characters that are no part of a name on some system.
const FORBIDDEN: [char; 7] = ['<', '>', ':', '"', '|', '?', '*'];
/// A name that begins so is hidden, an option of a command, or a formula.
const BAD_START: [char; 7] = ['.', '-', '=', '+', '@', '~', '_'];
/// Names of devices on Windows, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name under which a file of `kind` is kept: no folder, nothing that is not seen, one line, the
/// ending of its kind.
pub(super) fn clean(given: &str, kind: AttachmentKind) -> String {
    let ending = kind.endings()[0];
    let file = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match file.rsplit_once('.') {
        Some((stem, own)) if kind.endings().contains(&own.to_lowercase().as_str()) => stem,
        _ => file,
    };
    let seen: String = stem
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_unseen(*c))
        .map(|c| if FORBIDDEN.contains(&c) { '_' } else { c })
        .collect();
    let stem = trimmed(&seen);
    let front = if stem.is_empty() || is_device(stem) { NAMELESS } else { "" };
    let stem = cut(&format!("{front}{stem}"), ending.len() + 1);
    format!("{stem}.{ending}")
}

/// The names made different from each other, where letters differ in more than case: some systems
/// take names that differ in case for the same.
pub(super) fn unique(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for name in names {
        let mut free = name.clone();
        let mut number = 2;
        while !taken.insert(free.to_lowercase()) {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
            free = format!("{stem} ({number}).{ending}");
            number += 1;
        }
        out.push(free);
    }
    out
}

/// Control characters, and those that turn the direction of a line or join what looks apart: with
/// them a name reads as another one.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn trimmed(name: &str) -> &str {
    name.trim_start_matches(|c: char| c == ' ' || BAD_START.contains(&c))
        .trim_end_matches([' ', '.'])
}

/// The beginning of `stem` that leaves room for an ending of `ending_len` characters.
fn cut(stem: &str, ending_len: usize) -> String {
    let mut out = String::new();
    for (count, c) in stem.chars().enumerate() {
        let fits = count + ending_len < MAX_ATTACHMENT_NAME_CHARS
            && out.len() + c.len_utf8() + ending_len <= MAX_NAME_BYTES;
        if !fits {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end_matches([' ', '.']).len());
    out
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |name: &str| {
        first
            .strip_prefix(name)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric))
    };
    DEVICES.contains(&first.as_str()) || numbered("com") || numbered("lpt")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_plain_ones() {
        let long = "长".repeat(300);
        for (given, kept) in [
            ("林晓岚 简历.pdf", "林晓岚 简历.pdf"),
            ("CV.PDF", "CV.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            (r"C:\Users\lu\cv.pdf", "cv.pdf"),
            ("/", "file.pdf"),
            ("", "file.pdf"),
            (".pdf", "file.pdf"),
            ("...pdf", "file.pdf"),
            ("=1+1.pdf", "1+1.pdf"),
            ("@SUM(A1).pdf", "SUM(A1).pdf"),
            ("-rf.pdf", "rf.pdf"),
            (".bashrc", "bashrc.pdf"),
            ("a\0b\r\nc\td.pdf", "ab  c d.pdf"),
            ("cv\u{202e}fdp.exe.pdf", "cvfdp.exe.pdf"),
            ("a<b>c:d\"e|f?g*.pdf", "a_b_c_d_e_f_g_.pdf"),
            ("con.pdf", "filecon.pdf"),
            ("LPT1.x.pdf", "fileLPT1.x.pdf"),
            ("name. . .pdf", "name.pdf"),
            ("picture.jpg", "picture.jpg.pdf"),
        ] {
            assert_eq!(clean(given, AttachmentKind::Pdf), kept, "{given:?}");
        }
        assert_eq!(clean("a.JPEG", AttachmentKind::Jpeg), "a.jpg");
        assert!(clean(&long, AttachmentKind::Docx).len() <= MAX_NAME_BYTES);
    }

    #[test]
    fn names_are_told_apart_without_looking_at_case() {
        let names = ["a.pdf", "A.pdf", "a (2).pdf", "a.pdf", "b.pdf"].map(str::to_owned);
        assert_eq!(unique(names), ["a.pdf", "A (2).pdf", "a (2) (2).pdf", "a (3).pdf", "b.pdf"]);
    }

    proptest! {
        #[test]
        fn any_name_is_safe(given in ".{0,300}", kind in 0..AttachmentKind::ALL.len()) {
            let kind = AttachmentKind::ALL[kind];
            let kept = clean(&given, kind);
            prop_assert!(kept.chars().count() <= MAX_ATTACHMENT_NAME_CHARS);
            prop_assert!(kept.len() <= MAX_NAME_BYTES);
            let ending = format!(".{}", kind.endings()[0]);
            let stem = kept.strip_suffix(&ending).unwrap();
            prop_assert!(!stem.is_empty() && !stem.ends_with(['.', ' ']));
            prop_assert!(!kept.contains(['/', '\\']) && !kept.contains(FORBIDDEN));
            prop_assert!(!kept.starts_with(BAD_START) && !kept.chars().any(is_unseen));
            prop_assert_eq!(clean(&kept, kind), kept, "again gives the same");
        }
    }
}
