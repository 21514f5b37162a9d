package io.edgemq.domain;

/// Who runs the deployment, known by an admin token. By itself it opens no tenant's data.
///
/// @param name the name of the token, `admin` when it has none
public record Operator(String name) implements Caller {
  /// The name of a token that has none.
  public static final String UNNAMED = "admin";
}
