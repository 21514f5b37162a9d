package io.edgemq.http;

import io.edgemq.domain.Limits;
import java.time.Duration;
import java.time.InstantSource;

/// How the REST interface serves.
///
/// @param limits how much a client may ask for
/// @param keepAlive after how long without a message a stream carries a comment (SPEC 5.1)
/// @param publicUrl what the URLs that it makes begin with: scheme and host, without a slash at the
///     end
/// @param clock tells which invites have expired
public record RestOptions(
    Limits limits, Duration keepAlive, String publicUrl, InstantSource clock) {
  /// How often an idle stream carries a comment when nobody says otherwise.
  public static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  public RestOptions {
    if (publicUrl.isEmpty() || publicUrl.endsWith("/")) {
      throw new IllegalArgumentException("not the beginning of a URL: " + publicUrl);
    }
  }

  /// The largest body that any request may have.
  int maxBodyBytes() {
    return Math.max(Math.max(limits.messageBytes(), limits.batchBytes()), Fields.MAX_BYTES);
  }
}
