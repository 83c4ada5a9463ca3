//! A finished page as SVG and as PNG.

use crate::error::ChartError;
use crate::font;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Indent, Options, Tree, WriteOptions};

/// Pixels of a PNG for each unit of the page: sharp on the screens of phones.
const PIXELS_PER_UNIT: f32 = 2.0;

/// A picture whose text is still text, inside.
#[derive(Clone, Debug)]
pub struct Drawing {
    source: String,
    title: String,
    description: String,
}

impl Drawing {
    pub(crate) fn new(source: String, title: String, description: String) -> Self {
        Self { source, title, description }
    }

    /// As SVG that looks the same everywhere: text is outlines, and is said again as title and description for readers
    /// of screens and for searches.
    pub fn to_svg(&self) -> Result<String, ChartError> {
        let tree = self.tree()?;
        let options = WriteOptions { coordinates_precision: 2, indent: Indent::Spaces(1), ..WriteOptions::default() };
        let outlines = tree.to_string(&options);
        let Some((head, rest)) = outlines.split_once('>') else { return Err(ChartError::failed("no SVG came out")) };
        let (title, description) = (escaped(&self.title), escaped(&self.description));
        // The view box lets a page of the web show it at any width.
        let (width, height) = (tree.size().width(), tree.size().height());
        Ok(format!(
            "{head} viewBox=\"0 0 {width} {height}\" role=\"img\">\n <title>{title}</title>\n <desc>{description}</desc>{rest}"
        ))
    }

    /// As PNG, two pixels for each unit of the page.
    pub fn to_png(&self) -> Result<Vec<u8>, ChartError> {
        let tree = self.tree()?;
        let size = tree.size().to_int_size().scale_by(PIXELS_PER_UNIT);
        let pixels = size.and_then(|size| Pixmap::new(size.width(), size.height()));
        let mut pixels = pixels.ok_or_else(|| ChartError::failed("a page of no size, or too large"))?;
        let scale = Transform::from_scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
        resvg::render(&tree, scale, &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| ChartError::failed(&error))
    }

    fn tree(&self) -> Result<Tree, ChartError> {
        let options = Options { fontdb: font::database(), font_family: font::FAMILY.to_owned(), ..Options::default() };
        Tree::from_str(&self.source, &options).map_err(|error| ChartError::failed(&error))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
