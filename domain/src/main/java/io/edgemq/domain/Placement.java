package io.edgemq.domain;

import java.util.regex.Pattern;

/// Where a queue or topic should be stored. A store with a single copy stores the wish, for a later
/// move to a cluster, and ignores it until then.
///
/// @param replicas 1, 3 or 5
/// @param geo `auto`, or a placement tag of 1 to 32 lower-case letters, digits or `-`
public record Placement(int replicas, String geo) {
  private static final String ANYWHERE = "auto";

  /// First, because the constants below are checked against it.
  private static final Pattern GEO = Pattern.compile("[a-z0-9-]{1,32}");

  /// Three replicas, anywhere.
  public static final Placement DEFAULT = new Placement(3, ANYWHERE);

  public Placement {
    if (!isLegalReplicas(replicas) || !isLegalGeo(geo)) {
      throw new IllegalArgumentException("not a placement: R" + replicas + " " + geo);
    }
  }

  /// Whether any place will do.
  public boolean isAnywhere() {
    return geo.equals(ANYWHERE);
  }

  /// Whether a placement can have this many replicas.
  public static boolean isLegalReplicas(int replicas) {
    return replicas == 1 || replicas == 3 || replicas == 5;
  }

  /// Whether `text` can be a placement tag.
  public static boolean isLegalGeo(String text) {
    return GEO.matcher(text).matches();
  }
}
