package io.edgemq.domain.ingest;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Which pages may post to an ingest.
///
/// @param origins as browsers send them, `https://example.org`; `*` is any
/// @param headers that a page may set besides those that need no permission; `*` is any
/// @param maxAge how long a browser may remember the permission
public record IngestCors(List<String> origins, List<String> headers, Duration maxAge) {
  /// How long a permission lasts when nobody says otherwise.
  public static final Duration MAX_AGE = Duration.ofMinutes(10);

  /// Stands for any origin, or any header.
  public static final String ANY = "*";

  /// The most origins, and the most headers, of one ingest.
  public static final int MOST = 50;

  /// How long a browser may remember the permission at most.
  public static final Duration LONGEST_AGE = Duration.ofDays(1);

  /// No browser writes a port that the scheme has anyhow.
  private static final Pattern ORIGIN =
      Pattern.compile(
          "(?!http://.*:80$|https://.*:443$)[a-z][a-z0-9+.-]{0,30}://"
              + "([a-z0-9._-]{1,253}|\\[[0-9a-f:.]{2,45}])(:[1-9][0-9]{0,4})?");

  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

  /// No page may.
  public static final IngestCors NOBODY = new IngestCors(List.of(), List.of(), MAX_AGE);

  public IngestCors {
    origins = List.copyOf(origins);
    headers = List.copyOf(headers);
  }

  /// Whether a page of `origin` may post.
  public boolean permits(String origin) {
    return origins.contains(ANY) || origins.contains(origin);
  }

  /// Whether a page may set any header.
  public boolean permitsAnyHeader() {
    return headers.contains(ANY);
  }

  /// Whether `text` is an origin as browsers send it, or any.
  public static boolean isOrigin(String text) {
    return text.equals(ANY) || ORIGIN.matcher(text).matches();
  }

  /// Whether `text` can name a header, or stands for any.
  public static boolean isHeader(String text) {
    return HEADER.matcher(text).matches();
  }
}
