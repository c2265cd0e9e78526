//! Pages for browsers, made on the server. What comes from a candidate or a station goes through
//! [`html::Html`], which escapes everything; the pages need no inline script or style.

pub mod docs;
pub mod html;
pub mod list;
pub mod login;
pub mod report;
pub mod text;

use html::Html;
use text::Text;

/// Style sheet of all pages.
pub const STYLE: &str = include_str!("console.css");
/// Script of all pages: login, play, seek.
pub const SCRIPT: &str = include_str!("console.js");

/// A whole page with head and navigation. `user` is the login name of the reader.
pub fn page(text: Text, title: &str, user: Option<&str>, body: impl FnOnce(&mut Html)) -> String {
    let mut html = Html::document();
    html.el("html", &[("lang", text.lang())], |html| {
        html.el("head", &[], |html| {
            html.void("meta", &[("charset", "utf-8")]);
            let viewport = "width=device-width, initial-scale=1";
            html.void("meta", &[("name", "viewport"), ("content", viewport)]);
            html.el("title", &[], |html| html.text(title));
            html.void("link", &[("rel", "stylesheet"), ("href", "/console.css")]);
            html.el("script", &[("src", "/console.js"), ("defer", "")], |_| {});
        });
        html.el("body", &[], |html| {
            html.el("header", &[], |html| {
                html.el("a", &[("href", "/interviews")], |html| html.text(text.get("title")));
                html.el("nav", &[], |html| {
                    html.el("a", &[("href", "?lang=zh"), ("lang", "zh")], |h| h.text("中文"));
                    html.el("a", &[("href", "?lang=en"), ("lang", "en")], |h| h.text("English"));
                    if let Some(user) = user {
                        html.el("span", &[], |html| html.text(user));
                        html.el("button", &[("data-logout", "")], |h| h.text(text.get("logout")));
                    }
                });
            });
            html.el("main", &[], body);
        });
    });
    html.finish()
}
