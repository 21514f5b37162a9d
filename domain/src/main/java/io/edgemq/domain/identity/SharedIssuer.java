package io.edgemq.domain.identity;

/// An issuer that the operator trusts for the whole deployment.
///
/// @param name the operator's own for it
/// @param tenantClaim names the claim that says for which tenant a token speaks
public record SharedIssuer(String name, IssuerRule rule, String tenantClaim) {}
