// Lists the services that this build describes, and shows the one that is chosen.
fetch('/docs/services')
  .then((reply) => reply.json())
  .then((services) => {
    SwaggerUIBundle({
      dom_id: '#api',
      urls: services.map((name) => ({ name, url: `/docs/api/${name}.yaml` })),
      presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
      // What is tried out goes through this gateway, wherever a service thinks it is.
      plugins: [
        () => ({
          statePlugins: {
            spec: {
              wrapActions: {
                updateJsonSpec: (original) => (spec) => original({ ...spec, servers: [{ url: location.origin }] }),
              },
            },
          },
        }),
      ],
      layout: 'StandaloneLayout',
      validatorUrl: null,
      docExpansion: 'list',
      // A key that was typed in is gone with the page.
      persistAuthorization: false,
    });
  });
