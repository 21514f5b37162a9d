package io.edgemq.domain;

/// A key's identity among all tenants'. It only names the key and permits nothing.
public record KeyRef(TenantId tenant, String keyId) {}
