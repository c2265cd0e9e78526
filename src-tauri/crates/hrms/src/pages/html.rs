//! HTML that can't be broken out of: tags and attribute names are compiled in, everything else is
//! escaped. Links and other addresses are compiled in too, or built by us from ids.

/// A document that grows.
pub struct Html(String);

impl Html {
    /// An empty HTML document.
    pub fn document() -> Self {
        Self("<!DOCTYPE html>".to_owned())
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.0, text);
    }

    /// An element with what `inner` puts into it.
    pub fn el(
        &mut self,
        tag: &'static str,
        attributes: &[(&'static str, &str)],
        inner: impl FnOnce(&mut Self),
    ) {
        self.void(tag, attributes);
        inner(self);
        self.0.push_str("</");
        self.0.push_str(tag);
        self.0.push('>');
    }

    /// An element with text in it.
    pub fn leaf(&mut self, tag: &'static str, class: &'static str, text: &str) {
        let class = [("class", class)];
        let attributes = if class[0].1.is_empty() { &class[..0] } else { &class[..] };
        self.el(tag, attributes, |html| html.text(text));
    }

    /// An element that has no content.
    pub fn void(&mut self, tag: &'static str, attributes: &[(&'static str, &str)]) {
        self.0.push('<');
        self.0.push_str(tag);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            escape(&mut self.0, value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// The document.
    pub fn finish(self) -> String {
        self.0
    }
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters and marks that turn the direction of writing have no place here.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_stays_inside_its_element_and_attribute(text in any::<String>()) {
            let mut html = Html::document();
            html.el("p", &[("title", &text)], |html| html.text(&text));
            let made = html.finish();
            prop_assert_eq!(made.matches('<').count(), 3, "the document, the element, its end");
            prop_assert_eq!(made.matches('"').count(), 2);
            prop_assert!(!made.contains('\''));
        }
    }

    #[test]
    fn nothing_gets_out_of_text_or_attributes() {
        let mut html = Html::document();
        html.el("p", &[("title", "\" onclick=\"x' \u{202E}")], |html| {
            html.text("</p><script>alert('1')</script>&\u{0}");
        });
        assert_eq!(
            html.finish(),
            "<!DOCTYPE html><p title=\"&quot; onclick=&quot;x&#39; \">&lt;/p&gt;&lt;script&gt;\
             alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>"
        );
    }
}
