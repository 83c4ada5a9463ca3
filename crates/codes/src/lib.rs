//! Every stable code in Chinese words, for all that show codes to people. The English sentence comes with the error itself.

use std::collections::BTreeMap;

rust_i18n::i18n!("locales");

/// The Chinese sentence of a code, if it has one.
#[must_use]
pub fn chinese(code: &str) -> Option<String> {
    let key = format!("codes.{code}");
    crate::_rust_i18n_backend().translate("zh", &key).map(std::borrow::Cow::into_owned)
}

/// All Chinese sentences by code.
#[must_use]
pub fn all_chinese() -> BTreeMap<String, String> {
    let texts = crate::_rust_i18n_backend().messages_for_locale("zh").unwrap_or_default();
    let by_code = |(key, text): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        Some((key.strip_prefix("codes.")?.to_owned(), text.into_owned()))
    };
    texts.into_iter().filter_map(by_code).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_has_its_sentence_and_what_is_no_code_has_none() {
        assert_eq!(super::chinese("member_unknown").as_deref(), Some("没有登记这个会员"));
        assert_eq!(super::chinese("no_such_code"), None);
        assert!(super::all_chinese().len() > 100);
    }
}
