//! Which form of a document a client takes (RFC 9110, section 12.5.3). Pure.

use hyper::header::{ACCEPT_ENCODING, HeaderMap};

use crate::pack::Coding;

/// A form that a document is served in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// As it is published.
    Plain,
    /// Packed.
    Packed(Coding),
}

impl Form {
    /// Every form, in the order in which they are chosen where a client takes them equally gladly.
    pub const ALL: [Self; 4] = [Self::Packed(Coding::Brotli), Self::Packed(Coding::Zstd), Self::Packed(Coding::Gzip), Self::Plain];

    /// Its name in `Accept-Encoding`.
    const fn token(self) -> &'static str {
        match self {
            Self::Plain => "identity",
            Self::Packed(coding) => coding.token(),
        }
    }

    /// What its entity tag has at its end, so that no two forms share one.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Packed(Coding::Brotli) => "-br",
            Self::Packed(Coding::Zstd) => "-zst",
            Self::Packed(Coding::Gzip) => "-gz",
        }
    }
}

/// The forms that a client takes, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    forms: [Form; 4],
    length: usize,
}

/// How much a form is wanted, in thousandths; what is not named at all is wanted less than what is.
type Weight = u16;

impl Wanted {
    /// What these headers take. Without the header, or with one that names nothing of ours, that is the plain form.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let mut named: [Option<Weight>; 4] = [None; 4];
        let mut others = None;
        for value in headers.get_all(ACCEPT_ENCODING) {
            for (token, weight) in value.to_str().unwrap_or_default().split(',').filter_map(part) {
                if token == "*" {
                    others = Some(weight);
                }
                for (form, named) in Form::ALL.iter().zip(&mut named) {
                    if token.eq_ignore_ascii_case(form.token()) || (token.eq_ignore_ascii_case("x-gzip") && form.mark() == "-gz") {
                        *named = Some(weight);
                    }
                }
            }
        }
        let mut wanted = Self { forms: [Form::Plain; 4], length: 0 };
        let mut weights = [0; 4];
        for (form, named) in Form::ALL.into_iter().zip(named) {
            // The plain form needs no leave: only a refusal counts, and what is named goes before it.
            let weight = named.or(others).unwrap_or(u16::from(form == Form::Plain));
            if weight > 0 {
                wanted.insert(&mut weights, form, weight);
            }
        }
        wanted
    }

    /// Keeps the order: the heavier first, and of two that weigh the same, the one that came first.
    fn insert(&mut self, weights: &mut [Weight; 4], form: Form, weight: Weight) {
        let place = weights.iter().take(self.length).position(|other| *other < weight).unwrap_or(self.length);
        if let (Some(forms), Some(weights)) = (self.forms.get_mut(place..=self.length), weights.get_mut(place..=self.length)) {
            forms.rotate_right(1);
            weights.rotate_right(1);
            forms[0] = form;
            weights[0] = weight;
        }
        self.length += 1;
    }

    /// The forms, the best first; none when the client refuses all.
    pub fn forms(&self) -> impl Iterator<Item = Form> + '_ {
        self.forms.iter().copied().take(self.length)
    }

    /// Whether the client takes a form at all.
    #[must_use]
    pub fn takes(&self, form: Form) -> bool {
        self.forms().any(|other| other == form)
    }
}

/// One part of the list: the coding's name and its weight.
fn part(part: &str) -> Option<(&str, Weight)> {
    let mut pieces = part.split(';').map(str::trim);
    let token = pieces.next().filter(|token| !token.is_empty())?;
    let quality = pieces.find_map(|piece| piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q=")));
    Some((token, quality.map_or(1000, weight)))
}

/// A quality from 0 to 1 in thousandths. What is no number says nothing, as if it were not there.
fn weight(text: &str) -> Weight {
    let quality: f32 = text.parse().unwrap_or(1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is from 0 to 1000")]
    let thousandths = (quality.clamp(0.0, 1.0) * 1000.0).ceil() as Weight;
    thousandths
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn wanted(value: &str) -> String {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap())]);
        Wanted::of(&headers).forms().map(Form::token).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_whole_grammar_is_read() {
        for (value, expected) in [
            ("", "identity"),
            ("gzip", "gzip identity"),
            ("GZIP, x-other", "gzip identity"),
            ("x-gzip", "gzip identity"),
            ("gzip, deflate, br, zstd", "br zstd gzip identity"),
            ("gzip;q=1.0, br;q=0.5", "gzip br identity"),
            ("br; q=0, gzip", "gzip identity"),
            ("gzip;q=0.2, identity;q=0.5", "identity gzip"),
            ("gzip, identity;q=0", "gzip"),
            ("identity;q=0", ""),
            ("*", "br zstd gzip identity"),
            ("*;q=0", ""),
            ("gzip;q=0.5, *;q=0", "gzip"),
            ("*;q=0.1, gzip", "gzip br zstd identity"),
            ("identity", "identity"),
            ("gzip;q=nonsense", "gzip identity"),
            (",, gzip ,", "gzip identity"),
            ("gzip;q=0.000", "identity"),
            ("gzip;q=0.001", "gzip identity"),
        ] {
            assert_eq!(wanted(value), expected, "{value}");
        }
        assert!(Wanted::of(&HeaderMap::new()).forms().eq([Form::Plain]));
    }

    proptest! {
        #[test]
        fn any_value_is_read_and_no_form_stands_twice(value in "[ -~]{0,60}") {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_str(&value).unwrap())]);
            let forms: Vec<Form> = Wanted::of(&headers).forms().collect();
            prop_assert!(forms.len() <= 4 && forms.iter().enumerate().all(|(at, form)| !forms[..at].contains(form)));
        }
    }
}
