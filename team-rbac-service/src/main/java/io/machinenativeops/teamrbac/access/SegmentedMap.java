package io.machinenativeops.teamrbac.access;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/** A map that never changes; a changed copy of it copies only the small segments that differ. */
final class SegmentedMap<K, V> {

    private static final int A_SEGMENT = 64;

    private final List<Map<K, V>> segments;
    private final int size;

    private SegmentedMap(List<Map<K, V>> segments, int size) {
        this.segments = segments;
        this.size = size;
    }

    static <K, V> SegmentedMap<K, V> empty() {
        return new SegmentedMap<>(List.of(new HashMap<>()), 0);
    }

    @Nullable
    V get(K key) {
        return segments.get(segmentOf(key, segments.size())).get(key);
    }

    int size() {
        return size;
    }

    void forEach(BiConsumer<K, V> visitor) {
        segments.forEach(segment -> segment.forEach(visitor));
    }

    Edit edit() {
        return new Edit();
    }

    private static int segmentOf(Object key, int segments) {
        int hash = key.hashCode();
        // The maps within take the lower bits: without spreading, each would use few of its buckets.
        return (((hash ^ (hash >>> 16)) * 0x9E3779B9) >>> 7) & (segments - 1);
    }

    /** Changes that become a map of their own. Not for several threads. */
    final class Edit {

        private List<Map<K, V>> edited = new ArrayList<>(segments);
        private final BitSet own = new BitSet();
        private int count = size;

        @Nullable
        V get(K key) {
            return edited.get(segmentOf(key, edited.size())).get(key);
        }

        int size() {
            return count;
        }

        void put(K key, V value) {
            if (own(key).put(key, value) == null && ++count > edited.size() * A_SEGMENT) {
                grow();
            }
        }

        void remove(K key) {
            if (own(key).remove(key) != null) {
                count--;
            }
        }

        SegmentedMap<K, V> done() {
            return new SegmentedMap<>(List.copyOf(edited), count);
        }

        private Map<K, V> own(K key) {
            int index = segmentOf(key, edited.size());
            if (!own.get(index)) {
                edited.set(index, new HashMap<>(edited.get(index)));
                own.set(index);
            }
            return edited.get(index);
        }

        private void grow() {
            var larger = new ArrayList<Map<K, V>>();
            for (int index = 0; index < edited.size() * 2; index++) {
                larger.add(new HashMap<>());
            }
            for (var segment : edited) {
                segment.forEach((key, value) -> Objects.requireNonNull(larger.get(segmentOf(key, larger.size())))
                        .put(key, value));
            }
            edited = larger;
            own.set(0, larger.size());
        }
    }
}
