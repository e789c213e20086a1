// Reads organisations as JSON, one a line, each with questions; answers each line with one 1 or 0 a question, decided by
// node-casbin. The built-in roles are written here once more, from the table of the design.
import { createInterface } from 'node:readline';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';

const MODEL = `
[request_definition]
r = sub, act, obj, org, now

[policy_definition]
p = sub, role, obj, until, eft

[role_definition]
g = _, _
g2 = _, _
g3 = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = r.sub == p.sub && r.now < p.until && g3(r.sub, "active") && g(r.act, p.role) && g2(r.obj, p.obj) && g2(r.obj, r.org)
`;

const EVERYTHING = [
  'usage:write', 'usage:read', 'usage:admin', 'price:manage', 'budget:read', 'budget:reserve', 'budget:manage',
  'alert:read', 'alert:manage', 'artifact:read', 'artifact:publish', 'artifact:admin', 'prompt:read', 'prompt:write',
  'prompt:publish', 'experiment:manage', 'github:read', 'github:manage', 'subscription:read', 'subscription:manage',
  'member:read', 'member:manage', 'team:manage', 'project:manage', 'role:manage', 'apikey:own', 'apikey:manage',
  'audit:read', 'org:manage',
];

const BUILT_IN = {
  owner: EVERYTHING,
  admin: EVERYTHING.filter((each) => each !== 'org:manage' && each !== 'subscription:manage'),
  developer: [
    'usage:read', 'usage:write', 'budget:read', 'budget:reserve', 'alert:read', 'artifact:read', 'artifact:publish',
    'prompt:read', 'prompt:write', 'github:read', 'member:read', 'apikey:own',
  ],
  viewer: EVERYTHING.filter((each) => each.endsWith(':read') && each !== 'audit:read'),
  billing: [
    'usage:read', 'budget:read', 'budget:manage', 'alert:read', 'alert:manage', 'subscription:read',
    'subscription:manage', 'price:manage',
  ],
  agent: [
    'usage:read', 'usage:write', 'budget:read', 'budget:reserve', 'artifact:read', 'artifact:publish', 'prompt:read',
  ],
};

const FOREVER = String(Number.MAX_SAFE_INTEGER);

function policies(tenant) {
  const lines = [];
  let lists = 0;
  const role = (name, permissions) => permissions.forEach((each) => lines.push(`g, ${each}, ${name}`));
  const list = (permissions) => {
    const name = `list-${++lists}`;
    role(name, permissions);
    return name;
  };
  Object.entries({ ...BUILT_IN, ...tenant.roles }).forEach(([name, permissions]) => role(name, permissions));
  tenant.nodes.forEach(([scope, parent]) => lines.push(`g2, ${scope}, ${parent}`));
  tenant.members.filter((each) => !each.suspended).forEach((each) => lines.push(`g3, ${each.principal}, active`));
  tenant.bindings.forEach((each) =>
    lines.push(`p, ${each.principal}, ${each.role ?? list(each.permissions)}, ${each.scope}, ${each.until ?? FOREVER}, allow`));
  tenant.denies.forEach((each) =>
    lines.push(`p, ${each.principal}, ${list(each.permissions)}, ${each.scope}, ${each.until ?? FOREVER}, deny`));
  return lines.join('\n');
}

for await (const line of createInterface({ input: process.stdin })) {
  const tenant = JSON.parse(line);
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(policies(tenant)));
  const actsFor = new Map(tenant.members.map((each) => [each.principal, each.actsFor]));
  const allows = (principal, check) =>
    enforcer.enforceSync(principal, check.permission, check.scope, tenant.organization, check.at)
    && (actsFor.get(principal) == null || allows(actsFor.get(principal), check));
  process.stdout.write(`${tenant.checks.map((check) => (allows(check.principal, check) ? '1' : '0')).join('')}\n`);
}
