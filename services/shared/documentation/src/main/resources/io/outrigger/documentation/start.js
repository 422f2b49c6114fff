// Shows the document of this very server; nothing is validated or loaded elsewhere.
window.ui = SwaggerUIBundle({
  url: "../openapi",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout"
});
