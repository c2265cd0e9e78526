//! The contract as a page, made from `openapi.yaml`.

use yaml_rust2::{ScanError, Yaml, YamlLoader};

use super::html::Html;

/// The page. In English alone, as the contract is.
pub fn render(openapi: &str) -> Result<String, ScanError> {
    let documents = YamlLoader::load_from_str(openapi)?;
    let api = documents.first().unwrap_or(&Yaml::BadValue);
    let title = word(&api["info"]["title"]);
    let mut html = Html::document();
    html.el("html", &[("lang", "en")], |html| {
        html.el("head", &[], |html| {
            html.void("meta", &[("charset", "utf-8")]);
            html.el("title", &[], |html| html.text(title));
            html.void("link", &[("rel", "stylesheet"), ("href", "/console.css")]);
        });
        html.el("body", &[], |html| {
            html.el("main", &[], |html| {
                html.leaf("h1", "", title);
                html.leaf("p", "", word(&api["info"]["description"]));
                html.el("p", &[], |html| {
                    html.el("a", &[("href", "/openapi.yaml")], |html| html.text("openapi.yaml"));
                });
                for (path, item) in api["paths"].as_hash().into_iter().flatten() {
                    operations(html, word(path), item, api);
                }
            });
        });
    });
    Ok(html.finish())
}

fn word(yaml: &Yaml) -> &str {
    yaml.as_str().unwrap_or_default()
}

fn operations(html: &mut Html, path: &str, item: &Yaml, api: &Yaml) {
    for (method, operation) in item.as_hash().into_iter().flatten() {
        if word(method) == "parameters" {
            continue;
        }
        html.el("section", &[], |html| {
            html.leaf("h2", "", &format!("{} {path}", word(method).to_uppercase()));
            html.leaf("p", "", word(&operation["summary"]));
            html.leaf("p", "note", word(&operation["description"]));
            body(html, &operation["requestBody"], api);
            html.el("dl", &[], |html| {
                for (status, answer) in operation["responses"].as_hash().into_iter().flatten() {
                    let answer = resolved(answer, api);
                    let status = status
                        .as_i64()
                        .map_or_else(|| word(status).to_owned(), |status| status.to_string());
                    html.leaf("dt", "", &status);
                    html.leaf("dd", "", word(&answer["description"]));
                }
            });
        });
    }
}

/// Members of a JSON body.
fn body(html: &mut Html, request: &Yaml, api: &Yaml) {
    let schema = resolved(&request["content"]["application/json"]["schema"], api);
    let Some(members) = schema["properties"].as_hash() else { return };
    html.el("ul", &[], |html| {
        for (name, member) in members {
            html.el("li", &[], |html| {
                html.leaf("code", "", word(name));
                html.text(" ");
                html.text(word(&resolved(member, api)["description"]));
            });
        }
    });
}

/// What a local `$ref` points to, or the value itself.
fn resolved<'a>(yaml: &'a Yaml, api: &'a Yaml) -> &'a Yaml {
    match yaml["$ref"].as_str().and_then(|target| target.strip_prefix("#/")) {
        Some(target) => target.split('/').fold(api, |at, name| &at[name]),
        None => yaml,
    }
}
