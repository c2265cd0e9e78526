//! The login page.

use super::page;
use super::text::Text;

/// The page.
pub fn render(text: Text) -> String {
    page(text, text.get("login"), None, |html| {
        html.leaf("h1", "", text.get("login"));
        html.el("form", &[("data-login", "/v1/session")], |html| {
            for (name, kind, key, complete) in [
                ("name", "text", "name", "username"),
                ("password", "password", "password", "current-password"),
            ] {
                html.el("label", &[], |html| {
                    html.text(text.get(key));
                    html.void(
                        "input",
                        &[
                            ("name", name),
                            ("type", kind),
                            ("autocomplete", complete),
                            ("required", ""),
                        ],
                    );
                });
            }
            html.leaf("button", "", text.get("login"));
            let hidden = [("role", "alert"), ("hidden", ""), ("data-failed", "")];
            html.el("p", &hidden, |html| html.text(text.get("login_failed")));
        });
        html.el("noscript", &[], |html| html.text(text.get("needs_script")));
    })
}
