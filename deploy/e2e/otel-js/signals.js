// Usage: node signals.js RUN_ID — metrics of a service that sends nothing else, and metrics beside log events of another.
import { NodeSDK } from '@opentelemetry/sdk-node';
import { metrics } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';

const run = process.argv[2];
const sdk = new NodeSDK({ serviceName: `${run}-${process.env.WITH_LOGS ? 'both' : 'metrics'}` });
sdk.start();

const call = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
};
const usage = metrics.getMeter('journey').createHistogram('gen_ai.client.token.usage', { unit: '{token}' });
for (const [input, output] of [[1000, 10], [500, 20]]) {
  usage.record(input, { ...call, 'gen_ai.token.type': 'input' });
  usage.record(output, { ...call, 'gen_ai.token.type': 'output' });
  if (process.env.WITH_LOGS) {
    logs.getLogger('journey').emit({
      eventName: 'gen_ai.client.inference.operation.details',
      attributes: {
        ...call,
        'gen_ai.response.id': `${run}-${input}`,
        'gen_ai.usage.input_tokens': input,
        'gen_ai.usage.output_tokens': output,
      },
    });
  }
}

await sdk.shutdown();
