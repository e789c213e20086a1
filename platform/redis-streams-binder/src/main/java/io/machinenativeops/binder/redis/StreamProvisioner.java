package io.machinenativeops.binder.redis;

import org.springframework.cloud.stream.binder.ExtendedConsumerProperties;
import org.springframework.cloud.stream.binder.ExtendedProducerProperties;
import org.springframework.cloud.stream.provisioning.ConsumerDestination;
import org.springframework.cloud.stream.provisioning.ProducerDestination;
import org.springframework.cloud.stream.provisioning.ProvisioningProvider;

/** Names destinations. Streams and groups are made by whoever uses them first, so that a server may be down while bindings start. */
final class StreamProvisioner
        implements ProvisioningProvider<
                ExtendedConsumerProperties<RedisStreamsConsumerProperties>,
                ExtendedProducerProperties<RedisStreamsProducerProperties>> {

    @Override
    public ProducerDestination provisionProducerDestination(
            String name, ExtendedProducerProperties<RedisStreamsProducerProperties> properties) {
        return new Destination(name);
    }

    @Override
    public ConsumerDestination provisionConsumerDestination(
            String name, String group, ExtendedConsumerProperties<RedisStreamsConsumerProperties> properties) {
        return new Destination(properties.isPartitioned() ? partition(name, properties.getInstanceIndex()) : name);
    }

    private static String partition(String name, int partition) {
        return name + "-" + partition;
    }

    private record Destination(String name) implements ProducerDestination, ConsumerDestination {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public String getNameForPartition(int partition) {
            return partition(name, partition);
        }
    }
}
