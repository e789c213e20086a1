package io.machinenativeops.tokentracking.event;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The JSON form of {@link UsageRecorded}: whole, and in the parts from which an entry is put together. */
public final class UsageRecordedJson {

    /** Most items are shorter. */
    private static final int ITEM = 1_536;

    private UsageRecordedJson() {}

    /** The whole event, by data binding: what {@link #item} and {@link #read} must agree with. */
    public static byte[] write(Recorded<RecordedUsage> event) {
        return EntryJson.write(event);
    }

    /**
     * Reads an event; fields of later producers are ignored.
     *
     * @throws tools.jackson.core.JacksonException when it is not such an event
     */
    public static Recorded<RecordedUsage> read(byte[] event) {
        try (var parser = EntryJson.parser(event)) {
            var fields = new ItemFields(parser);
            var read = event(fields);
            fields.end();
            return read;
        }
    }

    /** One item as it stands between {@link #before} and {@link #after}. */
    public static byte[] item(RecordedUsage item) {
        var bytes = new ByteArrayOutputStream(ITEM);
        try (var json = EntryJson.generator(bytes)) {
            UsageItemWriter.write(json, item);
        }
        return bytes.toByteArray();
    }

    /** The event up to its first item. */
    public static byte[] before(String id, Instant time, String organizationId) {
        return EntryJson.before(UsageRecorded.of(id, time, organizationId, List.of()));
    }

    /** What stands between two items. */
    public static byte[] between() {
        return EntryJson.between();
    }

    /** The event from the end of its last item. */
    public static byte[] after() {
        return EntryJson.after();
    }

    private static Recorded<RecordedUsage> event(ItemFields fields) {
        String specversion = null;
        String id = null;
        String source = null;
        String type = null;
        Instant time = null;
        String subject = null;
        String contentType = null;
        Recorded.Data<RecordedUsage> data = null;
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "specversion" -> specversion = fields.text();
                case "id" -> id = fields.text();
                case "source" -> source = fields.text();
                case "type" -> type = fields.text();
                case "time" -> time = fields.instant();
                case "subject" -> subject = fields.text();
                case "datacontenttype" -> contentType = fields.text();
                case "data" -> data = data(fields);
                default -> fields.skip();
            }
        }
        return new Recorded<>(
                fields.present("specversion", specversion),
                fields.present("id", id),
                fields.present("source", source),
                fields.present("type", type),
                fields.present("time", time),
                fields.present("subject", subject),
                fields.present("datacontenttype", contentType),
                fields.present("data", data));
    }

    private static Recorded.Data<RecordedUsage> data(ItemFields fields) {
        String organizationId = null;
        var items = new ArrayList<RecordedUsage>();
        for (var name = fields.first(); name != null; name = fields.next()) {
            switch (name) {
                case "organizationId" -> organizationId = fields.text();
                case "items" -> {
                    for (var more = fields.firstElement(); more; more = fields.nextElement()) {
                        items.add(UsageItemReader.read(fields));
                    }
                }
                default -> fields.skip();
            }
        }
        return new Recorded.Data<>(fields.present("organizationId", organizationId), items);
    }
}
