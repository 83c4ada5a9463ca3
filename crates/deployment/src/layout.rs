//! Where things lie in a deployment's directory.

use std::path::{Path, PathBuf};

/// The paths of a deployment.
#[derive(Clone, Debug)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The layout under `root`.
    pub fn new(root: impl AsRef<Path>) -> Self {
        Self { root: root.as_ref().to_path_buf() }
    }

    /// The directory itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether `path`, which need not exist yet, lies among the files of the deployment; not in one that is not there.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        let (Ok(root), Ok(absolute)) = (self.root.canonicalize(), std::path::absolute(path)) else { return false };
        // What is there already decides: the rest of the path will be made.
        let known = absolute.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
        known.is_some_and(|known| known.starts_with(&root))
    }

    /// Segment files: the only truth.
    #[must_use]
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// States at some head, to start faster; can be deleted at any time.
    #[must_use]
    pub fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    /// The newest signed head, to be published.
    #[must_use]
    pub fn head(&self) -> PathBuf {
        self.root.join("head.json")
    }

    /// The private key that signs heads.
    #[must_use]
    pub fn head_key(&self) -> PathBuf {
        self.root.join("head.key")
    }

    /// Read models in SQL; can be deleted at any time.
    #[must_use]
    pub fn books(&self) -> PathBuf {
        self.root.join("books.sqlite")
    }
}
