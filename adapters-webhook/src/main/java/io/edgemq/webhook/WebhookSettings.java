package io.edgemq.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;

/// What a [GuardedWebhookClient] works with.
///
/// @param allowed the networks that are called although tenants have no business with them
///     (`--push-allow`)
/// @param resolver finds the addresses of names
/// @param time the time against which the dates of `Retry-After` are read
/// @param version what follows `EdgeMQ/` in `User-Agent`
public record WebhookSettings(
    List<Cidr> allowed, Resolver resolver, InstantSource time, String version) {
  public WebhookSettings {
    allowed = List.copyOf(allowed);
  }

  /// Finds the addresses of names. It may block; it is called on platform threads.
  @FunctionalInterface
  public interface Resolver {
    /// The resolver of this machine.
    Resolver SYSTEM = name -> List.of(InetAddress.getAllByName(name));

    /// The addresses of `name`, in the order in which they are to be tried.
    ///
    /// @throws UnknownHostException when it has none
    List<InetAddress> resolve(String name) throws UnknownHostException;
  }
}
