// Lists the services that this build describes, and shows the one that is chosen.
fetch('/docs/services')
  .then((reply) => reply.json())
  .then((services) => {
    SwaggerUIBundle({
      dom_id: '#api',
      urls: services.map((name) => ({ name, url: `/docs/api/${name}.yaml` })),
      presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
      layout: 'StandaloneLayout',
      validatorUrl: null,
      docExpansion: 'list',
      // A key that was typed in is gone with the page.
      persistAuthorization: false,
    });
  });
