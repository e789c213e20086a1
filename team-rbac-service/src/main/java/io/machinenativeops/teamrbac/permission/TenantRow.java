package io.machinenativeops.teamrbac.permission;

/** What an organisation's permissions are made of. A row names its own id; a later row with the same id takes its place. */
public sealed interface TenantRow permits Member, Role, Node, Binding, Deny {}
