package io.edgemq.application;

import io.edgemq.domain.TokenHash;
import io.edgemq.domain.invite.Invite;
import io.edgemq.ports.in.ManageInvites.Issued;
import java.util.HexFormat;

/// The tokens of invites. They follow from the deployment's secret and the invite's id, so that
/// they can be shown again and are stored nowhere.
public final class InviteTokens {
  private static final String PREFIX = "inv_";
  private static final String OF_INVITE = "invite";
  private static final String OF_REQUEST = "invite-request";
  private static final int TOKEN_DIGITS = 40;
  private static final int ID_DIGITS = 24;

  private final DeploymentKey key;

  public InviteTokens(DeploymentKey key) {
    this.key = key;
  }

  /// The token of the invite with that id.
  String token(String invite) {
    return PREFIX + digits(OF_INVITE, invite).substring(0, TOKEN_DIGITS);
  }

  /// What is stored of it.
  TokenHash hash(String invite) {
    return Sha256.of(token(invite));
  }

  /// The id of the invite that a request gets: the same one however often.
  String idFor(String request) {
    return PREFIX + digits(OF_REQUEST, request).substring(0, ID_DIGITS);
  }

  /// An invite and its token.
  Issued issued(Invite invite) {
    return new Issued(invite, token(invite.id()));
  }

  private String digits(String purpose, String text) {
    return HexFormat.of().formatHex(key.mac(purpose, text));
  }
}
