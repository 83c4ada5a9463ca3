//! The fields of one record.

/// Where the fields of the current record are: in the record itself, or unescaped in a copy.
#[derive(Default)]
pub(crate) struct Fields {
    ranges: Vec<(usize, usize)>,
    unescaped: Vec<u8>,
    is_unescaped: bool,
}

impl Fields {
    /// Splits a record without quotes; nothing is copied.
    pub(crate) fn split(&mut self, record: &[u8], delimiter: u8) {
        self.ranges.clear();
        self.is_unescaped = false;
        let mut begin = 0;
        for end in memchr::memchr_iter(delimiter, record) {
            self.ranges.push((begin, end));
            begin = end + 1;
        }
        self.ranges.push((begin, record.len()));
    }

    /// Begins a record with quotes, whose fields follow by [`Fields::push`] and [`Fields::close`].
    pub(crate) fn begin_unescaped(&mut self) {
        self.ranges.clear();
        self.unescaped.clear();
        self.is_unescaped = true;
    }

    /// Adds text to the current field.
    pub(crate) fn push(&mut self, text: &[u8]) {
        self.unescaped.extend_from_slice(text);
    }

    /// Ends the current field.
    pub(crate) fn close(&mut self) {
        let begin = self.ranges.last().map_or(0, |range| range.1);
        self.ranges.push((begin, self.unescaped.len()));
    }

    pub(crate) fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The field at `index`; `record` is the record that was split.
    pub(crate) fn get<'a>(&'a self, index: usize, record: &'a [u8]) -> Option<&'a [u8]> {
        let (begin, end) = *self.ranges.get(index)?;
        let text = if self.is_unescaped { &self.unescaped } else { record };
        Some(&text[begin..end])
    }
}
