package io.machinenativeops.tokentracking.storage;

/** The table refuses rows that are good: not a row is at fault but the table, and none may be parked for it. */
final class TableFaultException extends StoreException {

    private static final long serialVersionUID = 1L;

    TableFaultException(String table, RowsRefusedException refused) {
        super(table + " refuses a row that is good: " + refused.getMessage(), refused);
    }
}
