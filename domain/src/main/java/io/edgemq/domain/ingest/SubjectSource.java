package io.edgemq.domain.ingest;

import java.util.regex.Pattern;

/// What says the subject of a posted message, below the name of its topic.
public sealed interface SubjectSource {
  /// Nothing: it is the topic's own.
  record Nothing() implements SubjectSource {}

  /// A header of the request.
  record FromHeader(String name) implements SubjectSource {}

  /// A place in the body, which is JSON (RFC 6901).
  record FromPointer(String pointer) implements SubjectSource {
    private static final Pattern LEGAL = Pattern.compile("(/([^~/]|~[01])*)+");
    private static final int LONGEST = 256;

    public FromPointer {
      if (!isLegal(pointer)) {
        throw new IllegalArgumentException("no place in a document: " + pointer);
      }
    }

    /// Whether `text` is a place within a document, of at most 256 characters.
    public static boolean isLegal(String text) {
      return text.length() <= LONGEST && LEGAL.matcher(text).matches();
    }
  }

  /// What follows the ingest in the path; a slash stands for a dot.
  record FromPath() implements SubjectSource {}
}
