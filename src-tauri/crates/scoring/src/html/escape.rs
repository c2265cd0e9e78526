//! Text into HTML.

/// `text` for element content: markup characters escaped, control characters (other than line
/// breaks and tabs) replaced.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// `text` for an attribute in double quotes. Marks that turn the text direction are left out, since
/// an attribute can't be isolated.
pub(super) fn attribute(text: &str) -> String {
    let calm: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'))
        .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { c })
        .collect();
    escaped(&calm)
}

/// `text` from a person or another system: escaped and isolated from the direction around it.
pub(super) fn isolated(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_controls_are_disarmed() {
        assert_eq!(escaped("<b a='\"'>&\u{0}"), "&lt;b a=&#39;&quot;&#39;&gt;&amp;\u{fffd}");
        assert_eq!(attribute("a\u{202e}b\"\nc"), "ab&quot; c");
    }
}
