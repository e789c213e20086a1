// Lists the services that this build describes, and shows the one that is chosen.
const services = await (await fetch('/docs/services')).json();

// Who is signed in tries things out by the session; its writes show the session's word.
const session = await fetch('/auth/session');
const word = session.ok ? (await session.json()).csrfToken : null;

const bearer = { type: 'http', scheme: 'bearer', description: 'An API key or an access token' };

const described = (spec) => ({
  ...spec,
  // What is tried out goes through this gateway, wherever a service thinks it is.
  servers: [{ url: location.origin }],
  // Whatever a service says of it: the gateway takes keys in its place.
  components: { ...spec.components, securitySchemes: { ...spec.components?.securitySchemes, bearer } },
  security: [{ bearer: [] }],
});

SwaggerUIBundle({
  dom_id: '#api',
  urls: services.map((name) => ({ name, url: `/docs/api/${name}.yaml` })),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [
    () => ({
      statePlugins: {
        spec: { wrapActions: { updateJsonSpec: (original) => (spec) => original(described(spec)) } },
      },
    }),
  ],
  requestInterceptor: (request) => {
    if (word && request.method !== 'GET' && !request.headers.Authorization) {
      request.headers['X-CSRF-Token'] = word;
    }
    return request;
  },
  layout: 'StandaloneLayout',
  validatorUrl: null,
  docExpansion: 'list',
  // A key that was typed in is gone with the page.
  persistAuthorization: false,
});
