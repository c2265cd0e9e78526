//! Prints the clauses of labelled answers with stance and rules as JSON lines, for fitting the
//! head (`assets/rubric/train.py`): `cargo run --release -p scoring --example clauses -- FILE…`

use scoring::{clause, rules, stance};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        for line in std::fs::read_to_string(&path)?.lines() {
            let mut row: serde_json::Value = serde_json::from_str(line)?;
            let text = row["answer"].as_str().unwrap_or_default().to_owned();
            let mut before = None;
            let mut out = Vec::new();
            for range in clause::split(&text) {
                let words = &text[range.clone()];
                let found = stance::stance(words, before.as_ref());
                out.push(serde_json::json!({
                    "text": words,
                    "spoken": clause::spoken(words),
                    "rules": rules::holds(&found).map(u8::from),
                    "stance": found,
                    "order": stance::is_order(words),
                    "content": stance::content_units(words),
                    "refusal": stance::is_refusal(words),
                }));
                before = Some(found);
            }
            row["file"] = path.rsplit('/').next().unwrap_or_default().into();
            row["rule_names"] = rules::CLAUSE_RULES.into();
            row["clauses"] = out.into();
            println!("{row}");
        }
    }
    Ok(())
}
