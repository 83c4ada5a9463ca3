//! Reads a formula as an explanation shows it and works it out, with exact fractions: the other side of the engine's
//! arithmetic shares no code with it.

use serde_json::Value;
use std::collections::BTreeMap;

/// A fraction whose denominator is positive.
#[derive(Clone, Copy)]
struct Fraction(i128, i128);

/// What the formula of `working` comes to with its numbers.
pub fn evaluate(working: &Value) -> i128 {
    let formula = working["formula"].as_str().unwrap();
    let numbers = working["numbers"].as_object().unwrap();
    let numbers: BTreeMap<&str, i128> = numbers.iter().map(|(name, value)| (name.as_str(), number(value))).collect();
    let mut reader = Reader { rest: formula, numbers };
    let Fraction(value, one) = reader.sum();
    assert!(reader.rest.trim().is_empty() && one == 1, "{formula}: stopped at `{}`", reader.rest);
    value
}

/// A number of the JSON: an integer, or text beyond 64 bits.
pub fn number(value: &Value) -> i128 {
    match value {
        Value::Number(count) => count.as_i64().unwrap().into(),
        Value::String(text) => text.parse().unwrap(),
        _ => panic!("{value} is no number"),
    }
}

struct Reader<'a> {
    rest: &'a str,
    numbers: BTreeMap<&'a str, i128>,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(sign);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    fn expect(&mut self, sign: &str) {
        assert!(self.takes(sign), "`{sign}` expected at `{}`", self.rest);
    }

    fn sum(&mut self) -> Fraction {
        let mut sum = self.product();
        loop {
            let sign = if self.takes("+") {
                1
            } else if self.takes("−") {
                -1
            } else {
                return sum;
            };
            let part = self.product();
            assert!(sum.1 == 1 && part.1 == 1, "fractions are not added");
            sum.0 += sign * part.0;
        }
    }

    fn product(&mut self) -> Fraction {
        let mut product = self.factor();
        loop {
            if self.takes("·") {
                let factor = self.factor();
                product = Fraction(product.0.checked_mul(factor.0).unwrap(), product.1 * factor.1);
            } else if self.takes("/") {
                let factor = self.factor();
                product = Fraction(product.0 * factor.1, product.1.checked_mul(factor.0).unwrap());
            } else {
                return product;
            }
        }
    }

    fn factor(&mut self) -> Fraction {
        if self.takes("⌊") {
            let Fraction(value, of) = self.sum();
            self.expect("⌋");
            return Fraction(value.div_euclid(of), 1);
        }
        if self.takes("⌈") {
            let Fraction(value, of) = self.sum();
            self.expect("⌉");
            return Fraction(-(-value).div_euclid(of), 1);
        }
        if self.takes("(") {
            let inner = self.sum();
            self.expect(")");
            return inner;
        }
        for (name, better) in [("min(", i128::min as fn(i128, i128) -> i128), ("max(", i128::max)] {
            if self.takes(name) {
                let mut best = self.sum();
                while self.takes(",") {
                    best = Fraction(better(best.0, self.sum().0), 1);
                }
                self.expect(")");
                return best;
            }
        }
        for (power, value) in [("10⁴", 10_000), ("10⁸", 100_000_000), ("10¹⁴", 100_000_000_000_000), ("2⁶⁴", 1 << 64)]
        {
            if self.takes(power) {
                return Fraction(value, 1);
            }
        }
        self.name_or_digits()
    }

    fn name_or_digits(&mut self) -> Fraction {
        let is_part = |character: char| character.is_ascii_alphanumeric() || "_Σ".contains(character);
        let end = self.rest.find(|character| !is_part(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let found = self.numbers.get(word).copied();
        Fraction(found.or_else(|| word.parse().ok()).unwrap_or_else(|| panic!("what is `{word}`?")), 1)
    }
}

#[test]
fn formulas_are_worked_out() {
    let of = |formula: &str| {
        evaluate(&serde_json::json!({ "formula": formula, "numbers": { "a": 7, "b_bp": 2, "Σv": "20" } }))
    };
    assert_eq!(of("⌊a/b_bp⌋ + ⌈a/b_bp⌉ − 1"), 6);
    assert_eq!(of("max(min(a, Σv, 9) − 8, 0)"), 0);
    assert_eq!(of("⌊a·10⁴/(10⁴·b_bp)⌋"), 3);
    assert_eq!(of("⌊2⁶⁴/a⌋"), (1_i128 << 64) / 7);
}
