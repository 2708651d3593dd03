//! Standard output and error of a guest. Owns [`Stream`]: passed through, kept to be looked at, or both.

use std::io::Write;

/// Where what a guest writes goes.
#[derive(Clone, Debug)]
pub enum Stream {
    /// To the host's own stream.
    Inherit,
    /// Into memory.
    Capture(Vec<u8>),
    /// To the host's own stream and into memory.
    Tee(Vec<u8>),
    /// For standard error: where standard output goes.
    Output,
}

/// A guest's standard output and standard error.
#[derive(Clone, Debug)]
pub struct Streams {
    /// File descriptor 1.
    pub output: Stream,
    /// File descriptor 2.
    pub error: Stream,
}

impl Streams {
    /// Passes both through.
    pub fn inherit() -> Streams {
        Streams { output: Stream::Inherit, error: Stream::Inherit }
    }

    /// Keeps both.
    pub fn capture() -> Streams {
        Streams { output: Stream::Capture(Vec::new()), error: Stream::Capture(Vec::new()) }
    }

    /// Writes to the descriptor; `false` if it is neither 1 nor 2 or cannot be written to.
    pub(crate) fn write(&mut self, descriptor: u32, bytes: &[u8]) -> bool {
        let (stream, is_output) = match (descriptor, &self.error) {
            (1, _) | (2, Stream::Output) => (&mut self.output, true),
            (2, _) => (&mut self.error, false),
            _ => return false,
        };
        if let Stream::Capture(text) | Stream::Tee(text) = stream {
            text.extend_from_slice(bytes);
        }
        match stream {
            Stream::Capture(_) => true,
            _ if is_output => {
                let mut output = std::io::stdout().lock();
                output.write_all(bytes).and_then(|()| output.flush()).is_ok()
            }
            _ => std::io::stderr().lock().write_all(bytes).is_ok(),
        }
    }

    /// Takes what was written so far: standard output, standard error.
    pub fn take(&mut self) -> (Vec<u8>, Vec<u8>) {
        let take = |stream: &mut Stream| match stream {
            Stream::Inherit | Stream::Output => Vec::new(),
            Stream::Capture(text) | Stream::Tee(text) => std::mem::take(text),
        };
        (take(&mut self.output), take(&mut self.error))
    }
}
