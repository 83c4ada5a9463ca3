//! Where things lie in a deployment's directory.

use std::io;
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

    /// Whether `path`, which need not be there yet, lies among the files of the deployment, where something written could
    /// take the place of the journal.
    pub fn holds(&self, path: &Path) -> io::Result<bool> {
        // Where the deployment is not there, reading it will say so.
        let Ok(root) = self.root.canonicalize() else { return Ok(false) };
        let absolute = std::path::absolute(path)?;
        // What is there already decides: the rest of the path will be made.
        let known = absolute.ancestors().find_map(|ancestor| ancestor.canonicalize().ok());
        Ok(known.is_some_and(|known| known.starts_with(&root)))
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
}
