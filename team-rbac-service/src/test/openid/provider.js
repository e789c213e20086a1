// A provider of OpenID Connect for tests (oidc-provider with its pages for development): signs in whoever one claims to be.
//   node provider.js ISSUER CALLBACK…
// The login, which is the subject, is "name" or "name address" or "name address unverified"; GET /address?of=LOGIN&is=ADDRESS changes
// the address.
import { exportJWK, generateKeyPair } from 'jose'
import Provider from 'oidc-provider'

const [issuer, ...callbacks] = process.argv.slice(2)
const key = async (algorithm) => {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig' }
}

const addresses = new Map()
const provider = new Provider(issuer, {
  clients: [{ client_id: 'mno', client_secret: 'what-the-provider-gave', redirect_uris: callbacks }],
  jwks: { keys: [await key('RS256')] },
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['a key of the tests'] },
  findAccount: (_, login) => {
    const [name, given, unverified] = login.split(' ')
    const email = addresses.get(login) ?? given
    return {
      accountId: login,
      claims: () => ({ sub: login, name: `Person ${name}`, ...(email && { email, email_verified: !unverified }) }),
    }
  },
})

provider.use((ctx, next) => {
  if (ctx.path !== '/address') return next()
  addresses.set(ctx.query.of, ctx.query.is)
  ctx.body = 'changed'
})
provider.listen(new URL(issuer).port, '127.0.0.1', () => console.log('listening'))
