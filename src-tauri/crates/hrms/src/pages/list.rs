//! The list of interviews.

use uuid::Uuid;

use super::html::Html;
use super::page;
use super::text::Text;
use crate::store::InterviewRow;

/// The page. `names` is whether the reader may see who was interviewed and how it went.
pub fn render(
    text: Text,
    user: &str,
    rows: &[InterviewRow],
    names: bool,
    next: Option<Uuid>,
) -> String {
    page(text, text.get("interviews"), Some(user), |html| {
        html.leaf("h1", "", text.get("interviews"));
        if rows.is_empty() {
            html.leaf("p", "", text.get("none_yet"));
        } else {
            table(html, text, rows, names);
        }
        if let Some(next) = next {
            let href = format!("?cursor={next}&lang={}", text.lang());
            html.el("a", &[("href", &href)], |html| html.text(text.get("older")));
        }
    })
}

fn table(html: &mut Html, text: Text, rows: &[InterviewRow], names: bool) {
    html.el("table", &[], |html| {
        html.el("thead", &[], |html| {
            html.el("tr", &[], |html| {
                for key in ["started", "candidate", "position", "state", "score", "marks"] {
                    html.leaf("th", "", text.get(key));
                }
            });
        });
        html.el("tbody", &[], |html| rows.iter().for_each(|row| line(html, text, row, names)));
    });
}

fn line(html: &mut Html, text: Text, row: &InterviewRow, names: bool) {
    let href = format!("/interviews/{}?lang={}", row.id, text.lang());
    html.el("tr", &[], |html| {
        html.el("td", &[], |html| {
            html.el("a", &[("href", &href)], |html| html.text(&row.started_at));
        });
        let candidate = row.name.as_deref().unwrap_or(&row.reference);
        html.leaf("td", "", if names { candidate } else { "–" });
        html.leaf("td", "", &format!("{} {}", row.position, row.position_version));
        html.leaf("td", "", text.get(&row.state));
        let score = row.score.filter(|_| names).map(|score| format!("{score:.1}"));
        html.leaf("td", "number", score.as_deref().unwrap_or("–"));
        html.el("td", &[], |html| marks(html, text, &row.flags));
    });
}

/// What a person should know before reading on.
pub fn marks(html: &mut Html, text: Text, flags: &[String]) {
    for flag in flags {
        html.leaf("span", "mark", text.get(flag));
    }
}
