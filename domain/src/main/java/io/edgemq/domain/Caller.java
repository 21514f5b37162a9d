package io.edgemq.domain;

/// Who makes a call: somebody on behalf of a tenant, or an operator on behalf of none.
public sealed interface Caller permits Principal, Operator {}
