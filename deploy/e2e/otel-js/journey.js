// Usage: node journey.js RUN_ID — the endpoint, protocol and key come from OTEL_* variables, as for any application.
import { NodeSDK } from '@opentelemetry/sdk-node';
import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';

const run = process.argv[2];
const sdk = new NodeSDK({ serviceName: 'journey' });
sdk.start();
const tracer = trace.getTracer('journey', '1.0.0');

function chat(parent, name, attributes) {
  const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent);
  span.setStatus({ code: SpanStatusCode.OK });
  span.end();
}

const agent = tracer.startSpan('invoke_agent otel-reviewer', {
  attributes: {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': 'openai',
    'gen_ai.agent.name': 'otel-reviewer',
    'gen_ai.usage.input_tokens': 3600,
    'gen_ai.usage.output_tokens': 700,
  },
});
const inAgent = trace.setSpan(context.active(), agent);

chat(inAgent, 'chat gpt-4o', {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.response.id': `chatcmpl-${run}`,
  'gen_ai.conversation.id': `session-${run}`,
  'gen_ai.usage.input_tokens': 2600,
  'gen_ai.usage.cache_read.input_tokens': 2000,
  'gen_ai.usage.output_tokens': 400,
});
// The older spellings that instrumentations still send.
chat(inAgent, 'chat claude', {
  'gen_ai.operation.name': 'chat',
  'gen_ai.system': 'anthropic',
  'gen_ai.request.model': 'claude-sonnet-4-5',
  'gen_ai.response.id': `msg_${run}`,
  'gen_ai.conversation.id': `session-${run}`,
  'gen_ai.usage.prompt_tokens': 1000,
  'gen_ai.usage.completion_tokens': 300,
});
const tool = tracer.startSpan(
  'execute_tool search',
  { attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' } },
  inAgent,
);
// A call below the tool, through a span of plain HTTP that means nothing to usage.
const http = tracer.startSpan('POST', { kind: SpanKind.CLIENT }, trace.setSpan(inAgent, tool));
chat(trace.setSpan(inAgent, http), 'chat gpt-4o', {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-2024-08-06',
  'gen_ai.response.id': `chatcmpl-tool-${run}`,
  'gen_ai.conversation.id': `session-${run}`,
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
});
http.end();
tool.end();
agent.end();

await sdk.shutdown();
