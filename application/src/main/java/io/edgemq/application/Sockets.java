package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.StreamItem;
import java.util.concurrent.atomic.AtomicBoolean;

/// Gives sockets places among the streams.
public final class Sockets implements OpenSockets {
  private final Access access;
  private final StreamPlaces places;

  /// @param places shared with the streams
  public Sockets(Access access, StreamPlaces places) {
    this.access = access;
    this.places = places;
  }

  @Override
  public Outcome<OpenSocket> open(Principal who, SocketEnd end) {
    return access
        .toSeeItself(who)
        .then(
            _ ->
                places
                    .objection()
                    .map(Outcome::<OpenSocket>refused)
                    .orElseGet(() -> open(new Socket(places, who, end))));
  }

  private Outcome<OpenSocket> open(Socket socket) {
    return places.open(socket.principal(), () -> socket).then(Outcome::done);
  }

  /// One socket. Its end is told once, and not to one that was closed before.
  private static final class Socket implements OpenSocket, StreamPlaces.OpenStream {
    private final StreamPlaces places;
    private final Principal principal;
    private final SocketEnd end;
    private final Expiry expiry;
    private final AtomicBoolean over = new AtomicBoolean();

    Socket(StreamPlaces places, Principal principal, SocketEnd end) {
      this.places = places;
      this.principal = principal;
      this.end = end;
      this.expiry = new Expiry(principal.expiresAt(), places.clock());
    }

    @Override
    public Principal principal() {
      return principal;
    }

    @Override
    public void end(StreamItem.Reason reason) {
      if (over.compareAndSet(false, true)) {
        end.end(reason, places.jitter());
      }
    }

    @Override
    public void wakeWhenOverdue(long now) {
      if (expiry.isOver()) {
        end(StreamItem.Reason.EXPIRED);
      }
    }

    @Override
    public void close() {
      over.set(true);
      boolean unused = places.closed(this);
    }
  }
}
