#!/usr/bin/env python3
"""Fits the head of the rubric and writes head.json beside this file.

Input: the JSON lines of `cargo run --release -p scoring --example clauses -- answers-dev*.jsonl`
(clauses, stance, rules of each labelled answer) and the sentence encoder of the model store
(text-embed.onnx, text-embed-tokenizer.json).

  train.py --clauses rows.jsonl --models DIR --positions positions.json --cache vectors.npz

What is fitted, all of it linear so that a grade adds up over clauses:
  1. three clause readings (good, bad, harm): ridge regression from the clause's vector, the mean of
     its neighbours' vectors and its rules to "is the quote that decides a grade 4-5 / 1-2 / 1";
  2. the grade: ridge regression from the mean of the clause vectors, the last clause's vector, the
     shares of the rules, the decisive readings and the relevance; the readings are out of fold;
  3. the spread: ridge shrinks towards 3, so predictions are stretched to the spread of the labels.
Length, figures, marks and closing formulas are no input. A closing formula is appended to a third of
the answers without changing their label, so that it neither pays nor costs.
"""
import os
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import argparse, collections, difflib, json, pathlib
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
VERSION = "2026.11.2"
OWN, CONTEXT = 160, 64          # principal components of the readings' inputs
MEAN, LAST = 224, 96            # and of the grade's
CONTEXT_SCALE, RULE_SCALE = 0.5, 0.15
LAMBDA_READING, LAMBDA = 8.0, 0.6
SCALE = dict(mean=1.0, last=0.3, rules=1.0, terms=6.0, relevance=1.0)
HARM_EXCESS = 0.3               # harm beyond this reading counts twice
TERMS = ["decisive_good", "best_good", "decisive_bad", "worst_bad", "decisive_harm", "worst_harm", "harm_excess"]
FOLDS = 5
# A rule may only count in the direction of its name; a fit that wants the other sign gets zero.
RAISES = {"own_deed", "own_deed_planned", "wrong_refused", "refused", "reported", "result_told", "mistake_owned",
          "cause_sought", "words_quoted", "decisive_good", "best_good", "relevance"}
LOWERS = {"own_omission", "own_wrong", "concealed", "excused", "slogan", "vague", "promised", "admired", "group_acts",
          "others_deed", "decisive_bad", "worst_bad", "decisive_harm", "worst_harm", "harm_excess"}
CLOSERS = {"zh": ["从那以后我一直这样做", "后来整个网点都照着做", "现在全行都在推广这个做法", "此后再也没有出过差错"],
           "en": ["since then the whole branch does it that way", "and it has never happened again ever since"]}


def encoder(models, cache_path):
    cache = {}
    if cache_path and os.path.exists(cache_path):
        z = np.load(cache_path, allow_pickle=True)
        cache = dict(zip(z["t"].tolist(), z["v"]))

    def encode(texts):
        todo = sorted({t for t in texts if t not in cache}, key=len)
        if todo:
            import onnxruntime
            from tokenizers import Tokenizer
            tokenizer = Tokenizer.from_file(f"{models}/text-embed-tokenizer.json")
            tokenizer.no_padding()
            tokenizer.enable_truncation(256)
            session = onnxruntime.InferenceSession(f"{models}/text-embed.onnx")
            for i in range(0, len(todo), 32):
                batch = todo[i:i + 32]
                tokens = tokenizer.encode_batch(["query: " + t for t in batch])
                n = max(len(t.ids) for t in tokens)
                ids, mask = np.ones((len(batch), n), np.int64), np.zeros((len(batch), n), np.int64)
                for j, t in enumerate(tokens):
                    ids[j, :len(t.ids)], mask[j, :len(t.ids)] = t.ids, 1
                for t, v in zip(batch, session.run(None, {"input_ids": ids, "attention_mask": mask})[0]):
                    cache[t] = v.astype(np.float32)
            if cache_path:
                np.savez(cache_path, t=np.array(list(cache), dtype=object), v=np.array(list(cache.values())))
        return [cache[t] for t in texts]
    return encode


def bare(text):
    return "".join(c for c in text.lower() if c.isalnum())


def in_context(spoken):
    """What the encoder reads: each clause after the one before it."""
    return [(spoken[i - 1] + " " if i else "") + t for i, t in enumerate(spoken)]


def is_evidence(clause, quotes):
    a = bare(clause)
    for b in quotes:
        m = difflib.SequenceMatcher(None, a, b, autojunk=False).find_longest_match(0, len(a), 0, len(b)).size
        if m >= 0.5 * max(4, min(len(a), len(b))):
            return True
    return False


def groups(rows):
    """Answers to one question, and members of a pair, stay together."""
    parent = {}
    def find(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x
    for i, r in enumerate(rows):
        key = "q:" + r["question"]
        parent[find(i)] = find(key)
        if r.get("pair"):
            parent[find(key)] = find("p:" + r["file"] + r["pair"])
    names = [find(i) for i in range(len(rows))]
    number = {g: i for i, g in enumerate(dict.fromkeys(names))}
    return np.array([number[g] for g in names])


def folds(index, group, k):
    """Whole groups, the largest first, into the smallest of k folds."""
    size = collections.Counter(group[index].tolist())
    load, where = [0] * k, {}
    for g, n in sorted(size.items(), key=lambda x: (-x[1], x[0])):
        f = load.index(min(load))
        where[g], load[f] = f, load[f] + n
    fold = np.array([where[g] for g in group[index]])
    return [(np.where(fold != f)[0], np.where(fold == f)[0]) for f in range(k)]


def ridge(A, t, lam):
    m, c = A.mean(0), t.mean(0)
    B = A - m
    w = np.linalg.solve(B.T @ B + lam * np.eye(B.shape[1]), B.T @ (t - c))
    return w, c - m @ w


def signed_ridge(A, t, lam, names):
    """Ridge in which named columns at the end keep the sign of their name."""
    first = A.shape[1] - len(names)
    m, c = A.mean(0), t.mean()
    B = A - m
    G, h = B.T @ B + lam * np.eye(A.shape[1]), B.T @ (t - c)
    kept = np.ones(A.shape[1], bool)
    while True:
        w = np.zeros(A.shape[1])
        w[kept] = np.linalg.solve(G[np.ix_(kept, kept)], h[kept])
        wrong = [first + i for i, n in enumerate(names)
                 if (n in RAISES and w[first + i] < 0) or (n in LOWERS and w[first + i] > 0)]
        if not wrong:
            return w, c - m @ w
        kept[wrong] = False


def neighbours(X):
    out = np.zeros_like(X)
    for i in range(len(X)):
        near = [X[j] for j in (i - 1, i + 1) if 0 <= j < len(X)]
        if near:
            out[i] = np.mean(near, 0)
    return out


def closer(row, i):
    texts = CLOSERS["en" if row.get("language") == "en" else "zh"]
    return texts[i // 3 % len(texts)]


class Data:
    def __init__(self, rows, encode, rule_names):
        self.rows = rows
        self.names = rule_names + TERMS + ["relevance"]
        self.y = np.array([r["grade"] for r in rows], float)
        self.files = np.array([r["file"] for r in rows])
        self.group = groups(rows)
        clauses = [[c for c in r["clauses"] if not c["order"]] or r["clauses"][:1] for r in rows]
        read = [in_context([c["spoken"] for c in cl]) for cl in clauses]
        closed = [cl[-1]["spoken"] + " " + closer(r, i) for i, (cl, r) in enumerate(zip(clauses, rows))]
        encode([t for ts in read for t in ts] + [r["question"] for r in rows] + closed[::3])
        self.X = [np.array(encode(ts), float) for ts in read]
        self.R = [np.array([c["rules"] for c in cl], float) for cl in clauses]
        quotes = [[bare(e) for e in r["evidence"]] for r in rows]
        self.E = [np.array([is_evidence(c["text"], q) for c in cl]) for cl, q in zip(clauses, quotes)]
        self.Q = np.array(encode([r["question"] for r in rows]), float)
        self.closer = {i: np.array(v, float) for i, v in zip(range(0, len(rows), 3), encode(closed[::3]))}
        every = np.concatenate(self.X)
        self.mu = every.mean(0)
        value, vector = np.linalg.eigh((every - self.mu).T @ (every - self.mu))
        self.U = vector[:, ::-1]
        self.inputs = [self.reading_input(X, R) for X, R in zip(self.X, self.R)]

    def reading_input(self, X, R):
        Z = X - self.mu
        # A clause without neighbours has none to add, as in the program.
        return np.hstack([Z @ self.U[:, :OWN], neighbours(Z) @ self.U[:, :CONTEXT] * CONTEXT_SCALE, R * RULE_SCALE])

    def readings(self, train):
        A = np.concatenate([self.inputs[i] for i in train])
        g = np.concatenate([np.full(len(self.E[i]), self.y[i]) for i in train])
        e = np.concatenate([self.E[i] for i in train])
        T = np.stack([e & (g >= 4), e & (g <= 2), e & (g <= 1)], 1).astype(float)
        return ridge(A, T, LAMBDA_READING)

    def features(self, i, heads, closer=None):
        X, R, inputs = self.X[i], self.R[i], self.inputs[i]
        if closer is not None:
            X = np.vstack([X, closer])
            R = np.vstack([R, np.zeros(R.shape[1])])
            inputs = self.reading_input(X, R)
        p = np.round(inputs @ heads[0] + heads[1], 3)
        top = lambda v, k: np.sort(v)[::-1][:k].sum() / k
        terms = [top(p[:, 0], 3), top(p[:, 0], 1), top(p[:, 1], 3), top(p[:, 1], 1), top(p[:, 2], 3),
                 top(p[:, 2], 1), max(0.0, top(p[:, 2], 1) - HARM_EXCESS)]
        near = np.sort(np.round(X @ self.Q[i], 3))[::-1][:3].mean()
        Z = X - self.mu
        return np.concatenate([Z.mean(0) @ self.U[:, :MEAN] * SCALE["mean"], Z[-1] @ self.U[:, :LAST] * SCALE["last"], R.mean(0) * SCALE["rules"],
                               np.array(terms) * SCALE["terms"], [near * 10 * SCALE["relevance"]]])

    def training_set(self, train):
        """Features with out-of-fold readings, and the copies with a closing formula."""
        F, extra, y_extra, g_extra = [None] * len(train), [], [], []
        for a, b in folds(train, self.group, 4):
            heads = self.readings(train[a])
            for j in b:
                i = train[j]
                F[j] = self.features(i, heads)
                if i in self.closer:
                    extra.append(self.features(i, heads, self.closer[i]))
                    y_extra.append(self.y[i])
                    g_extra.append(self.group[i])
        n = len(F)
        F = np.array(F + extra)
        return F, np.concatenate([self.y[train], y_extra]), np.concatenate([self.group[train], g_extra]), n


def fit(data, train):
    F, y, g, n = data.training_set(train)
    oof = np.zeros(len(y))
    for a, b in folds(np.arange(len(y)), g, FOLDS):
        w, c = signed_ridge(F[a], y[a], LAMBDA, data.names)
        oof[b] = F[b] @ w + c
    w, c = signed_ridge(F, y, LAMBDA, data.names)
    stretch = y[:n].std() / oof[:n].std()
    centre, mean = oof[:n].mean(), y[:n].mean()
    heads = data.readings(train)
    return heads, w * stretch, mean + (c - centre) * stretch


def predict(data, model, index):
    heads, w, c = model
    return np.clip([data.features(i, heads) @ w + c for i in index], 1, 5)


def qwk(a, b):
    a, b = np.asarray(a).astype(int) - 1, np.rint(b).astype(int) - 1
    W = np.subtract.outer(np.arange(5), np.arange(5)) ** 2
    O = np.zeros((5, 5))
    np.add.at(O, (a, b), 1)
    return 1 - (W * O).sum() / (W * np.outer(O.sum(1), O.sum(0)) / O.sum()).sum()


def ranks(v):
    _, inverse, count = np.unique(v, return_inverse=True, return_counts=True)
    end = np.cumsum(count)
    return (end - (count - 1) / 2)[inverse]


def figures(y, p):
    return dict(n=len(y), qwk=round(float(qwk(y, p)), 3),
                spearman=round(float(np.corrcoef(ranks(y), ranks(p))[0, 1]), 3),
                mae=round(float(np.abs(y - p).mean()), 3))


def report(data):
    n = len(data.y)
    held = np.zeros(n)
    for train, test in folds(np.arange(n), data.group, FOLDS):
        held[test] = predict(data, fit(data, train), test)
    out = {"held_out_questions": figures(data.y, held), "held_out_author": {}, "by_kind": {}}
    for file in sorted(set(data.files)):
        test, train = np.where(data.files == file)[0], np.where(data.files != file)[0]
        out["held_out_author"][file] = figures(data.y[test], predict(data, fit(data, train), test))
    for kind in sorted({r["kind"] for r in data.rows}):
        i = [j for j, r in enumerate(data.rows) if r["kind"] == kind]
        out["by_kind"][kind] = dict(n=len(i), mean=round(float(held[i].mean()), 2), mean_label=round(float(data.y[i].mean()), 2))
    length = np.array([len(bare(r["answer"])) for r in data.rows])
    out["held_out_score_with_length"] = round(float(np.corrcoef(ranks(held), ranks(length))[0, 1]), 3)
    out["label_with_length"] = round(float(np.corrcoef(ranks(data.y), ranks(length))[0, 1]), 3)
    # The range holds two labels of three.
    out["half_width_two_thirds"] = round(float(np.quantile(np.abs(held - data.y), 2 / 3)), 2)
    return out, held


def short(v):
    return [float(f"{x:.4g}") for x in np.asarray(v, float)]


def head(data, model, measured, rule_names):
    heads, w, c = model
    at = np.cumsum([0, MEAN, LAST, len(rule_names), len(TERMS), 1])
    part = [w[a:b] for a, b in zip(at, at[1:])]
    mean, last = data.U[:, :MEAN] @ part[0] * SCALE["mean"], data.U[:, :LAST] @ part[1] * SCALE["last"]
    rules = part[2] * SCALE["rules"]
    terms, relevance = part[3] * SCALE["terms"], float(part[4][0]) * 10 * SCALE["relevance"]
    # Constants are centred on the average answer: an addend of zero then means "as usual".
    train = np.arange(len(data.y))
    average = np.mean([data.features(i, heads) for i in train], 0)
    centre = average[at[3]:at[4]] / SCALE["terms"]
    near = float(average[-1]) / 10 / SCALE["relevance"]
    base = c + centre @ terms + near * relevance
    lin = lambda v: {"weights": short(v), "offset": float(f"{-(np.array(short(v)) @ data.mu):.6g}")}
    def decisive(k):
        W, b = heads[0][:, k], float(heads[1][k])
        own, context = data.U[:, :OWN] @ W[:OWN], data.U[:, :CONTEXT] @ W[OWN:OWN + CONTEXT] * CONTEXT_SCALE
        o = lin(own)
        o["offset"] = float(f"{o['offset'] + b:.6g}")
        return {"own": o, "context": lin(context), "rules": short(W[OWN + CONTEXT:] * RULE_SCALE)}
    out = {
        "version": VERSION,
        "note": "Written by train.py; see README.md. Weights for multilingual-e5-small, 384 numbers, prefix 'query: '.",
        "fitted_on": dict(collections.Counter(data.files.tolist())), "measured": measured,
        "base": float(f"{base:.6g}"), "half_width": measured["half_width_two_thirds"],
        "mean": lin(mean), "last": lin(last),
        "good": decisive(0), "bad": decisive(1), "harm": decisive(2),
        "clause_rules": {n: float(f"{x:.4g}") for n, x in zip(rule_names, rules)},
        "terms": {**{n: float(f"{x:.4g}") for n, x in zip(TERMS, terms)},
                  **{n + "_centre": float(f"{x:.4g}") for n, x in zip(TERMS, centre)},
                  "harm_excess_from": HARM_EXCESS, "relevance": float(f"{relevance:.4g}"), "relevance_centre": round(near, 4)},
    }
    return out


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--clauses", required=True)
    a.add_argument("--models", required=True)
    a.add_argument("--cache")
    a.add_argument("--held", help="write the held-out grades there")
    o = a.parse_args()
    rows, names = [], None
    for line in open(o.clauses, encoding="utf-8"):
        r = json.loads(line)
        names = r.pop("rule_names", names)
        rows.append(r)
    data = Data(rows, encoder(o.models, o.cache), names)
    measured, held = report(data)
    print(json.dumps(measured, ensure_ascii=False, indent=1))
    if o.held:
        json.dump({r["id"]: round(float(h), 3) for r, h in zip(rows, held)}, open(o.held, "w"))
    model = fit(data, np.arange(len(rows)))
    out = head(data, model, measured, names)
    text = json.dumps(out, ensure_ascii=False, indent=1)
    # Vectors on one line each: the file stays readable and small.
    import re
    text = re.sub(r"\[\s+([-\d.e,\s]+?)\s+\]", lambda m: "[" + re.sub(r"\s+", "", m.group(1)) + "]", text)
    (HERE / "head.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
