-- The registry as version 2.1 left it, so that an adopted database and a new one are the same from
-- here on. Foreign keys keep the names PostgreSQL gives them; V2 replaces them.
CREATE SCHEMA IF NOT EXISTS datawarp;
CREATE SCHEMA IF NOT EXISTS staging;

CREATE TABLE datawarp.tbl_data_sources (
    id            serial PRIMARY KEY,
    code          varchar(100) UNIQUE NOT NULL,
    name          varchar(255),
    table_name    varchar(100) NOT NULL,
    schema_name   varchar(50) DEFAULT 'staging',
    default_sheet varchar(100),
    description   text,
    metadata      jsonb,
    domain        varchar(50),
    tags          text[],
    created_at    timestamp DEFAULT now(),
    last_load_at  timestamp
);
CREATE INDEX idx_data_sources_code ON datawarp.tbl_data_sources (code);

CREATE TABLE datawarp.tbl_load_history (
    id            serial PRIMARY KEY,
    source_id     int NOT NULL REFERENCES datawarp.tbl_data_sources (id),
    file_url      varchar(500) NOT NULL,
    rows_loaded   int NOT NULL,
    columns_added text[],
    load_mode     varchar(20) DEFAULT 'append',
    loaded_at     timestamp DEFAULT now()
);
CREATE INDEX idx_load_history_source ON datawarp.tbl_load_history (source_id);

CREATE TABLE datawarp.tbl_pipeline_log (
    id            serial PRIMARY KEY,
    manifest_name varchar(100),
    source_code   varchar(100),
    period        varchar(20),
    file_url      varchar(500),
    category      varchar(20) NOT NULL,
    event_type    varchar(50) NOT NULL,
    severity      varchar(20) DEFAULT 'info',
    message       text,
    metadata      jsonb,
    duration_ms   numeric(10,2),
    user_name     varchar(50),
    command       text,
    created_at    timestamp DEFAULT now()
);

CREATE TABLE datawarp.tbl_manifest_files (
    id                 serial PRIMARY KEY,
    manifest_name      varchar(100) NOT NULL,
    manifest_file_path varchar(255),
    source_code        varchar(100) NOT NULL,
    file_url           varchar(500) NOT NULL,
    period             varchar(10),
    status             varchar(20) NOT NULL,
    error_details      jsonb,
    rows_loaded        int,
    columns_added      jsonb,
    loaded_at          timestamp,
    created_at         timestamp DEFAULT now(),
    updated_at         timestamp DEFAULT now(),
    enrichment_run_id  uuid,
    UNIQUE (manifest_name, file_url)
);

CREATE TABLE datawarp.tbl_canonical_sources (
    canonical_code    varchar(100) PRIMARY KEY,
    publication_id    varchar(50),
    canonical_name    text NOT NULL,
    canonical_table   varchar(100) NOT NULL,
    fingerprint       jsonb NOT NULL,
    first_seen_period varchar(20),
    last_seen_period  varchar(20),
    total_loads       int DEFAULT 0,
    total_rows_loaded bigint DEFAULT 0,
    created_at        timestamp DEFAULT now(),
    updated_at        timestamp DEFAULT now()
);

CREATE TABLE datawarp.tbl_source_mappings (
    id                 serial PRIMARY KEY,
    llm_generated_code varchar(100) NOT NULL,
    period             varchar(20),
    canonical_code     varchar(100) REFERENCES datawarp.tbl_canonical_sources (canonical_code),
    match_confidence   float NOT NULL,
    match_method       varchar(50) NOT NULL,
    source_fingerprint jsonb,
    mapped_at          timestamp DEFAULT now(),
    mapped_by          varchar(50) DEFAULT 'system',
    reviewed           boolean DEFAULT false,
    review_notes       text,
    UNIQUE (llm_generated_code, period)
);

CREATE TABLE datawarp.tbl_drift_events (
    id                serial PRIMARY KEY,
    canonical_code    varchar(100),
    period            varchar(20),
    drift_type        varchar(50) NOT NULL,
    severity          varchar(20) NOT NULL,
    details           jsonb NOT NULL,
    auto_resolved     boolean DEFAULT false,
    resolution_action text,
    detected_at       timestamp DEFAULT now(),
    notified          boolean DEFAULT false
);

CREATE TABLE datawarp.tbl_column_metadata (
    canonical_source_code varchar(100) NOT NULL REFERENCES datawarp.tbl_data_sources (code),
    column_name           varchar(100) NOT NULL,
    original_name         varchar(500),
    description           text,
    data_type             varchar(50),
    is_dimension          boolean,
    is_measure            boolean,
    query_keywords        text[],
    min_value             numeric,
    max_value             numeric,
    null_rate             numeric(5,2),
    distinct_count        int,
    metadata_source       varchar(20) DEFAULT 'llm',
    confidence            numeric(3,2) DEFAULT 0.70,
    created_at            timestamp DEFAULT now(),
    updated_at            timestamp DEFAULT now(),
    PRIMARY KEY (canonical_source_code, column_name)
);
