// Generated from docs/openapi.json by `npm run generate`.

export interface paths {
    "/api/v0/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every account, by name */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfAccount"];
                    };
                };
            };
        };
        put?: never;
        /** Make an account */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one account by id or name */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        /** Change the display name of one account, disable or enable it */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountChange"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        post?: never;
        /** Delete one account with its keys; what it made stays */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/accounts/{account}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a password, and end all that the old one has signed in */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own agents, newest first; with `all`, those of others too */
        get: {
            parameters: {
                query?: {
                    all?: boolean;
                    cursor?: string;
                    limit?: number;
                    workspace?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfAgent"];
                    };
                };
            };
        };
        put?: never;
        /** Define an agent */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentSpec"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/agents/{agent}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an agent by id or name */
        get: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    agent: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
            };
        };
        /** Change an agent; what is left out stays */
        put: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    agent: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AgentPatch"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Agent"];
                    };
                };
            };
        };
        post?: never;
        /** Delete an agent */
        delete: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    agent: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/artifacts/{session}/{run}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download an artifact, or a range of it
         * @description `kind` is `input` or `output`, where an input that the run changed is there twice; default the output. Answers are attachments unless `inline` is true.
         */
        get: {
            parameters: {
                query?: {
                    inline?: boolean;
                    kind?: string;
                };
                header?: never;
                path: {
                    name: string;
                    run: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * Download an artifact, or a range of it
         * @description `kind` is `input` or `output`, where an input that the run changed is there twice; default the output. Answers are attachments unless `inline` is true.
         */
        head: {
            parameters: {
                query?: {
                    inline?: boolean;
                    kind?: string;
                };
                header?: never;
                path: {
                    name: string;
                    run: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        patch?: never;
        trace?: never;
    };
    "/api/v0/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what, newest first
         * @description `actor`, `verb`, `resource`, `name` and `result` (done, refused, failed) choose; `since` and `until` are times.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Name of who called. */
                    Actor?: string;
                    cursor?: string;
                    limit?: number;
                    /** @description To which very thing, as it was given. */
                    Name?: string;
                    /** @description To which kind of thing. */
                    Resource?: string;
                    /** @description What came of it. */
                    Result?: string;
                    /** @description The earliest time. */
                    Since?: string;
                    /** @description The time that all are before. */
                    Until?: string;
                    /** @description What was to be done. */
                    Verb?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfAuditEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All of that, oldest first, as lines of JSON */
        get: {
            parameters: {
                query?: {
                    /** @description Name of who called. */
                    Actor?: string;
                    /** @description To which very thing, as it was given. */
                    Name?: string;
                    /** @description To which kind of thing. */
                    Resource?: string;
                    /** @description What came of it. */
                    Result?: string;
                    /** @description The earliest time. */
                    Since?: string;
                    /** @description The time that all are before. */
                    Until?: string;
                    /** @description What was to be done. */
                    Verb?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-ndjson": components["schemas"]["AuditEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/internal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a name and its password: `{user, pass}` */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LoginRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Login"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that signs one browser in, once and within 60 s */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a name and its password, or a browser with the installation's token
         * @description `{user, pass}` is answered as POST /api/v0/auth/internal is, `{token}` with the caller and a cookie. A page of this server gets its cookie in either case.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LoginRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Caller"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of a browser, or the login that the token belongs to */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the caller is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Caller"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether one can sign in through an identity provider */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OidcStatus"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/oidc/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the login of somebody who has signed in with a browser for a program, once
         * @description The program listens on loopback and opens `/auth/oidc/start?port=PORT&challenge=CHALLENGE&state=STATE` in a browser, where CHALLENGE is the SHA-256 hash of the verifier as base64url. The browser brings `code` and `state` to `http://127.0.0.1:PORT/`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["OidcExchange"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Login"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get the next token of a login, and its next refresh token: each is good once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RefreshRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Login"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/auth/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a ticket that opens one WebSocket, once and within 30 s */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TicketRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Ticket"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to all of one's sandboxes
         * @description With `Accept: text/event-stream` the answer is a stream that goes on: each event has its version as `id` and begins behind `after` or `Last-Event-ID`, else with what happens from now on. Where events that were asked for are no longer kept, the first is `truncated` with the oldest version that is.
         */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxEventPage"];
                        "text/event-stream": components["schemas"]["SandboxEventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/host/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the host has what sandboxes need */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfHostCheck"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List images */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfImageInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/images/{reference}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an image */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    reference: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ImageInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Remove an image */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    reference: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/images/build": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Build an image from its recipe
         * @description Answers with the events `progress`, `done` (the image) and `error`. Whoever goes away ends the build.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ImageBuildRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["ImageProgress"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/images/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import an image from an archive, the body; `kind` is `oci` or `docker`
         * @description Answers with the events `progress`, `done` (the image) and `error`.
         */
        post: {
            parameters: {
                query: {
                    kind: string;
                    reference?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/gzip": string;
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["ImageProgress"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own keys, or all that one may see */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfApiKey"];
                    };
                };
            };
        };
        put?: never;
        /** Make a key of rights that one has; it is shown this once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ApiKeyRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKeyCreated"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a key by id, or by the name of one's own; what is secret of it is not told */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKey"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a key: it is refused from now on */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/published/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the sessions that are published, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    workspace?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSession"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's own quota and what one has, or those of all that one may see */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfQuota"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/quotas/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set the quota of an account or a workspace; no limit at all takes it away */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["QuotaRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Quota"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/role-bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the bindings of the workspaces that one may list them in */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    principal?: string;
                    role?: string;
                    workspace?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfRoleBinding"];
                    };
                };
            };
        };
        put?: never;
        /** Bind a role of rights that one has there oneself */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RoleBindingRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RoleBinding"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/role-bindings/{binding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a binding */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    binding: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List roles by name, with those that come with Warren */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfRole"];
                    };
                };
            };
        };
        put?: never;
        /** Make a role of rights that one has */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RoleRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Role"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a role */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    role: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Role"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete a role that nobody has */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    role: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sandboxes, oldest first
         * @description `label=key=value` wants the value and `label=key` any; `state` wants one of those that are given; these may be repeated. Of one's own, unless `owner` names another account, or `all` is true, for who may list what is others'.
         */
        get: {
            parameters: {
                query: {
                    all?: boolean;
                    cursor?: string;
                    label: string[];
                    limit?: number;
                    name?: string;
                    state: string[];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string[];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSandboxSnapshot"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create a sandbox; answers when it runs
         * @description With the header `Idempotency-Key` a repetition within 24 hours gives the same sandbox, with status 200 and `Idempotency-Replayed: true`; the same key for another request, or for a sandbox that was destroyed, is a conflict.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SandboxSpec"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a sandbox by id or name
         * @description With `wait`, answers once it is in that state, or can no longer come to it by itself, or after `waitSeconds` (30, at most 300): the state in the answer says which.
         */
        get: {
            parameters: {
                query?: {
                    wait?: string;
                    waitSeconds?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Destroy a sandbox with everything in it */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /**
         * Change limits, network, lifetime or labels
         * @description What is left out stays as it is. With `If-Match` or `version` only that version is changed.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SandboxPatch"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a sandbox
         * @description With `Accept: text/event-stream` the answer is a stream that goes on: each event has its version as `id` and begins behind `after` or `Last-Event-ID`, else with what happens from now on. Where events that were asked for are no longer kept, the first is `truncated` with the oldest version that is.
         */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxEventPage"];
                        "text/event-stream": components["schemas"]["SandboxEventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a program: to its end, in the background, or streaming what it writes
         * @description With `stream`, or `Accept: text/event-stream`, the answer is a stream of the events `started`, `stdout`, `stderr`, `dropped`, `exit` and `error`. Whoever goes away ends the program. With `background` the answer is its status.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExecRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecResult"];
                        "text/event-stream": components["schemas"]["ExecResult"];
                    };
                };
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecStatus"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the programs that run, and those that ended of late */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfExecStatus"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs/{exec}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of a program */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecStatus"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Kill a program and forget its output */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs/{exec}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a program from given offsets of its output */
        get: {
            parameters: {
                query?: {
                    stderrOffset?: number;
                    stdoutOffset?: number;
                };
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["ExecChunk"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs/{exec}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the bytes of one output of a program as they are kept now
         * @description The answer ends at `length`, at the end, or where bytes are not kept; `Warren-Offset` says where it begins, which is behind `offset` where that is not kept, and `Warren-End` how much was written.
         */
        get: {
            parameters: {
                query?: {
                    length?: number;
                    offset?: number;
                    stream?: string;
                };
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs/{exec}/signal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a signal to everything that a program started */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExecSignalRequest"];
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/execs/{exec}/stdin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write to a program's standard input; `end=true` ends it */
        post: {
            parameters: {
                query?: {
                    end?: boolean;
                };
                header?: never;
                path: {
                    exec: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a file, or a range of it
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`.
         */
        get: {
            parameters: {
                query?: {
                    inline?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Write a file; where it fails, the file is as it was
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`. `If-None-Match: *` only makes a new file, `If-Match` only replaces the one with that tag. With `append` the file is added to, in place.
         */
        put: {
            parameters: {
                query?: {
                    append?: boolean;
                    createParents?: boolean;
                    mode?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        post?: never;
        /** Remove a file, a link, or a folder: with all that is in it where `recursive` */
        delete: {
            parameters: {
                query?: {
                    path?: string;
                    rawPath?: string;
                    recursive?: boolean;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        /**
         * Read a file, or a range of it
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`.
         */
        head: {
            parameters: {
                query?: {
                    inline?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a tree as an archive; `format` is `tar`, `tar.gz` or `zip` */
        get: {
            parameters: {
                query?: {
                    format?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/gzip": string;
                        "application/x-tar": string;
                        "application/zip": string;
                    };
                };
            };
        };
        /** Unpack an archive, the body, into a folder; nothing is written outside of it */
        put: {
            parameters: {
                query?: {
                    format?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/gzip": string;
                    "application/octet-stream": string;
                    "application/x-tar": string;
                    "application/zip": string;
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileTreeResult"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/chmod": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change permissions */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileModeRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy a file, link or folder with all that is in it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileMoveRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileTreeResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a folder, sorted by path; with `depth` up to 64, what is below too */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    depth?: number;
                    limit?: number;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfFileEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/mkdir": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileFolderRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move or rename a file, link or folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileMoveRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a text or regular expression in files */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileReplaceRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileReplaceResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for a text or regular expression in files */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileSearchRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileSearchResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/stat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a path; with `follow`, of what a link leads to */
        get: {
            parameters: {
                query?: {
                    follow?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/watches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List watches, oldest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfFileWatch"];
                    };
                };
            };
        };
        put?: never;
        /** Begin to watch a file or folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileWatchRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileWatch"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/watches/{watch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a watch and forget what it saw */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                    watch: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/files/watches/{watch}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a watch from an event on
         * @description Answers with the events `change`, whose id is given as `after` or `Last-Event-ID` to go on behind it, `end` when the watch ended, and `error`.
         */
        get: {
            parameters: {
                query?: {
                    after?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                    watch: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["FileEvent"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link to a file or port that works for whoever has it, until a time and as long as the sandbox is there
         * @description A link to a port for `GET` leads to the port's own host, gives the browser a cookie for all of that host, and then to the page: that makes the port public to whoever has the link. Other links allow their one method, path and query.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["LinkRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what ran in a sandbox wrote, in the order it was written, and follow it
         * @description Terminals are left out unless `exec` names one. The answer is a page as JSON; with `Accept: text/event-stream` the events `entry`, whose ids are taken as `Last-Event-ID`; with `Accept: text/plain` the bytes themselves, each line with its time in front where `timestamps` asks for it. `follow` goes on with what is written from then on, to the end of `exec` where that is given; it needs one of the two streams. `after` is the `sequence` of an entry.
         */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    exec?: string;
                    follow?: boolean;
                    limit?: number;
                    since?: string;
                    stream?: string;
                    tail?: number;
                    timestamps?: boolean;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage"];
                        "text/event-stream": components["schemas"]["LogPage"];
                        "text/plain": components["schemas"]["LogPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Freeze a running sandbox with its memory */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/ports/{port}/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        head: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/ports/{port}/tcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open a TCP connection to a port, carried in the binary messages of a WebSocket */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Switching Protocols */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a sandbox more time */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: {
                content: {
                    "application/json": components["schemas"]["RenewRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let a paused sandbox run on */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start a stopped sandbox */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox uses now; of one that does not run, what it used last */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/statistics/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox used in the last ten minutes, oldest first; `since` leaves out what is not newer */
        get: {
            parameters: {
                query?: {
                    since?: string;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/statistics/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox uses, every `intervalSeconds` (1 to 60, default 2) */
        get: {
            parameters: {
                query?: {
                    intervalSeconds?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["SandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End everything that runs in a sandbox; its disk stays */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxSnapshot"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the terminals, also those whose programs ended of late */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfTerminalInfo"];
                    };
                };
            };
        };
        put?: never;
        /** Start a program, by default the user's shell, on a new terminal */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/terminals/{terminal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of a terminal */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Kill everything on a terminal and delete it */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/terminals/{terminal}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attach to a terminal by WebSocket
         * @description Binary messages are output and input. Text messages are JSON, from the server `attached` (`offset`, `columns`, `rows`), `resized`, `dropped` (`bytes`), `exit` (`exitCode`, `signal`) and `error` (`reason`), to it `resize` (`columns`, `rows`). Output begins at `offset`, else with the last 64 KiB; who counts the bytes goes on exactly where it was.
         */
        get: {
            parameters: {
                query?: {
                    offset?: number;
                };
                header?: never;
                path: {
                    sandbox: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Switching Protocols */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sandboxes/{sandbox}/terminals/{terminal}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the size of a terminal */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    sandbox: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalSize"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the names of one's own secrets; with `all`, those of others too */
        get: {
            parameters: {
                query?: {
                    all?: boolean;
                    cursor?: string;
                    limit?: number;
                    session?: string;
                    workspace?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSecret"];
                    };
                };
            };
        };
        put?: never;
        /** Keep a secret for the sessions of a workspace, or for one session */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecretSpec"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Secret"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Give a secret of a workspace, or with `session` of a session, another value */
        put: {
            parameters: {
                query?: {
                    session?: string;
                    workspace?: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SecretUpdate"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Secret"];
                    };
                };
            };
        };
        post?: never;
        /** Delete a secret of a workspace, or with `session` of a session */
        delete: {
            parameters: {
                query?: {
                    session?: string;
                    workspace?: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every service account, by name */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfAccount"];
                    };
                };
            };
        };
        put?: never;
        /** Make a service account; without a password only keys speak for it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ServiceAccountRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/service-accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one service account by id or name */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        /** Change the display name of one service account, disable or enable it */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountChange"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        post?: never;
        /** Delete one service account with its keys; what it made stays */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/service-accounts/{account}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change a password, and end all that the old one has signed in */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordChange"];
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's own sessions, newest first
         * @description With `all`, those of others too, in the workspaces where one may list them. `label=key=value` wants the value and `label=key` any; it may be repeated.
         */
        get: {
            parameters: {
                query: {
                    all?: boolean;
                    cursor?: string;
                    label: string[];
                    limit?: number;
                    name?: string;
                    state?: string;
                    workspace?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": string[];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSession"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create a session; answers when it is READY, or ERROR with the reason
         * @description With the header `Idempotency-Key` a repetition within 24 hours gives the same session, with status 200 and `Idempotency-Replayed: true`.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SessionSpec"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a session by id or name */
        get: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        /** Change a session; what is left out stays */
        put: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SessionPatch"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        post?: never;
        /** Delete a session with its sandbox and its volume, or with `keepVolume` without that */
        delete: {
            parameters: {
                query?: {
                    keepVolume?: boolean;
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a sandbox
         * @description With `Accept: text/event-stream` the answer is a stream that goes on: each event has its version as `id` and begins behind `after` or `Last-Event-ID`, else with what happens from now on. Where events that were asked for are no longer kept, the first is `truncated` with the oldest version that is.
         */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxEventPage"];
                        "text/event-stream": components["schemas"]["SandboxEventPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/exec": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a program: to its end, in the background, or streaming what it writes
         * @description With `stream`, or `Accept: text/event-stream`, the answer is a stream of the events `started`, `stdout`, `stderr`, `dropped`, `exit` and `error`. Whoever goes away ends the program. With `background` the answer is its status.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExecRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecResult"];
                        "text/event-stream": components["schemas"]["ExecResult"];
                    };
                };
                /** @description Accepted */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecStatus"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the programs that run, and those that ended of late */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfExecStatus"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs/{exec}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of a program */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExecStatus"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Kill a program and forget its output */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs/{exec}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow a program from given offsets of its output */
        get: {
            parameters: {
                query?: {
                    stderrOffset?: number;
                    stdoutOffset?: number;
                };
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["ExecChunk"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs/{exec}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the bytes of one output of a program as they are kept now
         * @description The answer ends at `length`, at the end, or where bytes are not kept; `Warren-Offset` says where it begins, which is behind `offset` where that is not kept, and `Warren-End` how much was written.
         */
        get: {
            parameters: {
                query?: {
                    length?: number;
                    offset?: number;
                    stream?: string;
                };
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs/{exec}/signal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a signal to everything that a program started */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExecSignalRequest"];
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/execs/{exec}/stdin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write to a program's standard input; `end=true` ends it */
        post: {
            parameters: {
                query?: {
                    end?: boolean;
                };
                header?: never;
                path: {
                    exec: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a file, or a range of it
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`.
         */
        get: {
            parameters: {
                query?: {
                    inline?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Write a file; where it fails, the file is as it was
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`. `If-None-Match: *` only makes a new file, `If-Match` only replaces the one with that tag. With `append` the file is added to, in place.
         */
        put: {
            parameters: {
                query?: {
                    append?: boolean;
                    createParents?: boolean;
                    mode?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        post?: never;
        /** Remove a file, a link, or a folder: with all that is in it where `recursive` */
        delete: {
            parameters: {
                query?: {
                    path?: string;
                    rawPath?: string;
                    recursive?: boolean;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        /**
         * Read a file, or a range of it
         * @description Paths are absolute, or begin at the sandbox's workdir; only the rights of `user` count (default the sandbox's). A name that is no UTF-8 is listed with its `rawPath`, which is given in place of `path`.
         */
        head: {
            parameters: {
                query?: {
                    inline?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a tree as an archive; `format` is `tar`, `tar.gz` or `zip` */
        get: {
            parameters: {
                query?: {
                    format?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/gzip": string;
                        "application/x-tar": string;
                        "application/zip": string;
                    };
                };
            };
        };
        /** Unpack an archive, the body, into a folder; nothing is written outside of it */
        put: {
            parameters: {
                query?: {
                    format?: string;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/gzip": string;
                    "application/octet-stream": string;
                    "application/x-tar": string;
                    "application/zip": string;
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileTreeResult"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/chmod": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change permissions */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileModeRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Copy a file, link or folder with all that is in it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileMoveRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileTreeResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a folder, sorted by path; with `depth` up to 64, what is below too */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    depth?: number;
                    limit?: number;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfFileEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/mkdir": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileFolderRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move or rename a file, link or folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileMoveRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a text or regular expression in files */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileReplaceRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileReplaceResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look for a text or regular expression in files */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileSearchRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileSearchResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/stat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is known of a path; with `follow`, of what a link leads to */
        get: {
            parameters: {
                query?: {
                    follow?: boolean;
                    path?: string;
                    rawPath?: string;
                    user?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileEntry"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/watches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List watches, oldest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfFileWatch"];
                    };
                };
            };
        };
        put?: never;
        /** Begin to watch a file or folder */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FileWatchRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FileWatch"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/watches/{watch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a watch and forget what it saw */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                    watch: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/files/watches/{watch}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a watch from an event on
         * @description Answers with the events `change`, whose id is given as `after` or `Last-Event-ID` to go on behind it, `end` when the watch ended, and `error`.
         */
        get: {
            parameters: {
                query?: {
                    after?: number;
                };
                header?: never;
                path: {
                    session: string;
                    watch: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["FileEvent"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what ran in a sandbox wrote, in the order it was written, and follow it
         * @description Terminals are left out unless `exec` names one. The answer is a page as JSON; with `Accept: text/event-stream` the events `entry`, whose ids are taken as `Last-Event-ID`; with `Accept: text/plain` the bytes themselves, each line with its time in front where `timestamps` asks for it. `follow` goes on with what is written from then on, to the end of `exec` where that is given; it needs one of the two streams. `after` is the `sequence` of an entry.
         */
        get: {
            parameters: {
                query?: {
                    after?: number;
                    exec?: string;
                    follow?: boolean;
                    limit?: number;
                    since?: string;
                    stream?: string;
                    tail?: number;
                    timestamps?: boolean;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LogPage"];
                        "text/event-stream": components["schemas"]["LogPage"];
                        "text/plain": components["schemas"]["LogPage"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the messages of a session, oldest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfMessage"];
                    };
                };
            };
        };
        put?: never;
        /** Add a message; one that is idle is woken, and the agents that run in it are given what is of USER */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["MessageRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Message"];
                    };
                };
            };
        };
        /** Delete the messages of a session */
        delete: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MessagesDeleted"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/messages/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Count the messages of a session */
        get: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MessageCount"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a session idle, and keep the memory of its sandbox */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/ports/{port}/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        head: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        /**
         * Send a request, or open a WebSocket, to what listens on a port in a sandbox
         * @description The answer is the port's own, without cookies. Browsers use `http://{port}-{sandbox}.localhost` by a signed link.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/v0/sessions/{session}/ports/{port}/tcp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open a TCP connection to a port, carried in the binary messages of a WebSocket */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    port: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Switching Protocols */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let everybody read and remix a session */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/remix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a session from another one
         * @description `workspace` as a parameter is where the other one is; `into` is where the new one is to be, by default there too.
         */
        post: {
            parameters: {
                query?: {
                    into?: string;
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SessionRemix"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a session ready
         * @description Answers when that is done, or says why it cannot be.
         */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Ask for a state
         * @description Answers when that is done, or says why it cannot be.
         */
        put: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SessionStateRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox uses now; of one that does not run, what it used last */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/stats/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox used in the last ten minutes, oldest first; `since` leaves out what is not newer */
        get: {
            parameters: {
                query?: {
                    since?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfSandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/stats/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sandbox uses, every `intervalSeconds` (1 to 60, default 2) */
        get: {
            parameters: {
                query?: {
                    intervalSeconds?: number;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": components["schemas"]["SandboxStatistics"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a session idle, and keep only its volume */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the terminals, also those whose programs ended of late */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfTerminalInfo"];
                    };
                };
            };
        };
        put?: never;
        /** Start a program, by default the user's shell, on a new terminal */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalRequest"];
                };
            };
            responses: {
                /** @description Created */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/terminals/{terminal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the state of a terminal */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Kill everything on a terminal and delete it */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/terminals/{terminal}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attach to a terminal by WebSocket
         * @description Binary messages are output and input. Text messages are JSON, from the server `attached` (`offset`, `columns`, `rows`), `resized`, `dropped` (`bytes`), `exit` (`exitCode`, `signal`) and `error` (`reason`), to it `resize` (`columns`, `rows`). Output begins at `offset`, else with the last 64 KiB; who counts the bytes goes on exactly where it was.
         */
        get: {
            parameters: {
                query?: {
                    offset?: number;
                };
                header?: never;
                path: {
                    session: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Switching Protocols */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/terminals/{terminal}/resize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change the size of a terminal */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    session: string;
                    terminal: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TerminalSize"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TerminalInfo"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/sessions/{session}/unpublish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep a session to oneself again */
        post: {
            parameters: {
                query?: {
                    workspace?: string;
                };
                header?: never;
                path: {
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every subject that has signed in through the identity provider, by name */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfAccount"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/subjects/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one subject that has signed in through the identity provider by id or name */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        /** Change the display name of one subject that has signed in through the identity provider, disable or enable it */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountChange"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Account"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                    sessionId?: string;
                    state?: string;
                    tool?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfToolRun"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Delete all runs of a session with their artifacts */
        delete: {
            parameters: {
                query?: {
                    sessionId?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolRunsDeleted"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a run */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolRun"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** End a run that is not over, and delete it with its artifacts */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description No Content */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the artifacts of a run */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfToolArtifact"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link to an artifact that works for whoever has it, until a time and as long as the run is there */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ToolLinkRequest"];
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Link"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the body that a run was asked for with */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["JsonElement"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run the same again
         * @description With `Accept: text/event-stream` the answer is a stream of the events `queued`, `started`, `stdout`, `stderr`, and at the end `result` or `error`. Whoever goes away ends the run. Status 429 with `Retry-After`: too many runs wait already.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: code
                         * @description The program.
                         */
                        code: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The name of its file in the workspace; by default script with the ending of the language. */
                        filename?: string;
                        /** @description Further files that it finds in its workspace. */
                        files?: {
                            /** @description What is in it: text, or Base64 where the encoding says so. */
                            content: string;
                            /**
                             * @description How the content is written.
                             * @default text
                             * @enum {string}
                             */
                            encoding?: "text" | "base64";
                            /** @description Its name in the workspace. */
                            name: string;
                        }[];
                        /**
                         * @description What the program is written in.
                         * @default bash
                         * @enum {string}
                         */
                        language?: "bash" | "python" | "node" | "bun" | "typescript" | "deno";
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "code_execution";
                    } | {
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The document, as Base64. */
                        fileContent: string;
                        /** @description The document's name, whose ending says what it is, such as report.md or letter.docx. */
                        filename: string;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @description The ending of what it is to become, such as html, docx, odt, epub, rst, txt or pdf. */
                        to: string;
                        /** @constant */
                        tool: "document_converter";
                    } | {
                        /**
                         * Format: code
                         * @description The command line, for /bin/sh.
                         */
                        command: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "shell";
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolResult"];
                        "text/event-stream": components["schemas"]["ToolResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tool-runs/{run}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get how a run went that is finished */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    run: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolResult"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the tools with the JSON schemas of what they take */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PageOfToolInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/tools/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a tool to its end, or streaming what it writes
         * @description With `Accept: text/event-stream` the answer is a stream of the events `queued`, `started`, `stdout`, `stderr`, and at the end `result` or `error`. Whoever goes away ends the run. Status 429 with `Retry-After`: too many runs wait already.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: code
                         * @description The program.
                         */
                        code: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The name of its file in the workspace; by default script with the ending of the language. */
                        filename?: string;
                        /** @description Further files that it finds in its workspace. */
                        files?: {
                            /** @description What is in it: text, or Base64 where the encoding says so. */
                            content: string;
                            /**
                             * @description How the content is written.
                             * @default text
                             * @enum {string}
                             */
                            encoding?: "text" | "base64";
                            /** @description Its name in the workspace. */
                            name: string;
                        }[];
                        /**
                         * @description What the program is written in.
                         * @default bash
                         * @enum {string}
                         */
                        language?: "bash" | "python" | "node" | "bun" | "typescript" | "deno";
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "code_execution";
                    } | {
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The document, as Base64. */
                        fileContent: string;
                        /** @description The document's name, whose ending says what it is, such as report.md or letter.docx. */
                        filename: string;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @description The ending of what it is to become, such as html, docx, odt, epub, rst, txt or pdf. */
                        to: string;
                        /** @constant */
                        tool: "document_converter";
                    } | {
                        /**
                         * Format: code
                         * @description The command line, for /bin/sh.
                         */
                        command: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "shell";
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolResult"];
                        "text/event-stream": components["schemas"]["ToolResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v0/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionInfo"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/artifacts/{session}/{run}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * As GET /api/v0/artifacts/{session}/{run}/{name}
         * @description `kind` is `input` or `output`, where an input that the run changed is there twice; default the output. Answers are attachments unless `inline` is true.
         */
        get: {
            parameters: {
                query?: {
                    inline?: boolean;
                    kind?: string;
                };
                header?: never;
                path: {
                    name: string;
                    run: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /**
         * As GET /api/v0/artifacts/{session}/{run}/{name}
         * @description `kind` is `input` or `output`, where an input that the run changed is there twice; default the output. Answers are attachments unless `inline` is true.
         */
        head: {
            parameters: {
                query?: {
                    inline?: boolean;
                    kind?: string;
                };
                header?: never;
                path: {
                    name: string;
                    run: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Partial Content */
                206: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": string;
                    };
                };
                /** @description Not Modified */
                304: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Range Not Satisfiable */
                416: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server answers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server has taken over its sandboxes, its database and its engines answer, and it takes work */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures of the server in the text format of Prometheus */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * As POST /api/v0/tools/execute with the tool code_execution
         * @description With `Accept: text/event-stream` the answer is a stream of the events `queued`, `started`, `stdout`, `stderr`, and at the end `result` or `error`. Whoever goes away ends the run. Status 429 with `Retry-After`: too many runs wait already.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: code
                         * @description The program.
                         */
                        code: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The name of its file in the workspace; by default script with the ending of the language. */
                        filename?: string;
                        /** @description Further files that it finds in its workspace. */
                        files?: {
                            /** @description What is in it: text, or Base64 where the encoding says so. */
                            content: string;
                            /**
                             * @description How the content is written.
                             * @default text
                             * @enum {string}
                             */
                            encoding?: "text" | "base64";
                            /** @description Its name in the workspace. */
                            name: string;
                        }[];
                        /**
                         * @description What the program is written in.
                         * @default bash
                         * @enum {string}
                         */
                        language?: "bash" | "python" | "node" | "bun" | "typescript" | "deno";
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "code_execution";
                    } | {
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The document, as Base64. */
                        fileContent: string;
                        /** @description The document's name, whose ending says what it is, such as report.md or letter.docx. */
                        filename: string;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @description The ending of what it is to become, such as html, docx, odt, epub, rst, txt or pdf. */
                        to: string;
                        /** @constant */
                        tool: "document_converter";
                    } | {
                        /**
                         * Format: code
                         * @description The command line, for /bin/sh.
                         */
                        command: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "shell";
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolResult"];
                        "text/event-stream": components["schemas"]["ToolResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** As GET /api/v0/tools */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tools/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * As POST /api/v0/tools/execute
         * @description With `Accept: text/event-stream` the answer is a stream of the events `queued`, `started`, `stdout`, `stderr`, and at the end `result` or `error`. Whoever goes away ends the run. Status 429 with `Retry-After`: too many runs wait already.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: code
                         * @description The program.
                         */
                        code: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The name of its file in the workspace; by default script with the ending of the language. */
                        filename?: string;
                        /** @description Further files that it finds in its workspace. */
                        files?: {
                            /** @description What is in it: text, or Base64 where the encoding says so. */
                            content: string;
                            /**
                             * @description How the content is written.
                             * @default text
                             * @enum {string}
                             */
                            encoding?: "text" | "base64";
                            /** @description Its name in the workspace. */
                            name: string;
                        }[];
                        /**
                         * @description What the program is written in.
                         * @default bash
                         * @enum {string}
                         */
                        language?: "bash" | "python" | "node" | "bun" | "typescript" | "deno";
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "code_execution";
                    } | {
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /** @description The document, as Base64. */
                        fileContent: string;
                        /** @description The document's name, whose ending says what it is, such as report.md or letter.docx. */
                        filename: string;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @description The ending of what it is to become, such as html, docx, odt, epub, rst, txt or pdf. */
                        to: string;
                        /** @constant */
                        tool: "document_converter";
                    } | {
                        /**
                         * Format: code
                         * @description The command line, for /bin/sh.
                         */
                        command: string;
                        /**
                         * @description Processor cores, fractional.
                         * @default 0.5
                         */
                        cpu?: number;
                        /**
                         * Format: bytes
                         * @description Writable disk in bytes.
                         * @default 1073741824
                         */
                        disk?: number;
                        /**
                         * Format: bytes
                         * @description Memory in bytes.
                         * @default 536870912
                         */
                        memory?: number;
                        /**
                         * @description Processes and threads together.
                         * @default 128
                         */
                        pids?: number;
                        /**
                         * @description Where it takes place: a cell of its own in your sandbox for tools, or a whole sandbox that no one used before.
                         * @enum {string}
                         */
                        placement?: "cell" | "sandbox";
                        /** @description Your own label of what this run belongs to; runs with the same label are listed and deleted together. */
                        sessionId: string;
                        /** @description Whether it finds the files in its workspace that earlier runs of the session with this option left there. */
                        shareFiles?: boolean;
                        /**
                         * @description Seconds that the program may run.
                         * @default 30
                         */
                        timeout?: number;
                        /** @constant */
                        tool: "shell";
                    };
                };
            };
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ToolResult"];
                        "text/event-stream": components["schemas"]["ToolResult"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A person or a program that signs in here, or somebody whom the identity provider vouches for. */
        Account: {
            /** @description Whether it came with the installation, and cannot be removed or disabled. */
            builtIn: boolean;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Whether everything that it shows is refused. */
            disabled: boolean;
            /** @description How people call it; null where nothing was given. */
            displayName?: null | string;
            /** @description Whether it can sign in with a password; else keys speak for it, or the identity provider. */
            hasPassword: boolean;
            /** @description 16 lower-case letters and digits, never given twice. */
            id: string;
            /** @description The name that it signs in with, and that owns what it makes. It never changes. */
            name: string;
            /** @description Whether it is a person's or a program's, or the identity provider vouches for whom it is of. */
            type: components["schemas"]["PrincipalType"];
        };
        /** @description Changes an account; what is left out stays as it is. */
        AccountChange: {
            /** @description Whether everything that it shows is refused from now on. */
            disabled?: null | boolean;
            /** @description How people call it; empty for not at all. */
            displayName?: null | string;
        };
        /** @description Asks for an account of a person. */
        AccountRequest: {
            /** @description How people call it. */
            displayName?: null | string;
            /** @description Its name, which no other account, service account included, has or had while it owned something. */
            name: string;
            /** @description At least 8 characters. */
            password: string;
        };
        /** @description The definition of an agent. */
        Agent: {
            /** @description Whether it works. */
            active: boolean;
            /**
             * Format: date-time
             * @description When it was changed last.
             */
            changedAt: string;
            command?: null | components["schemas"]["SandboxCommand"];
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Who made it. */
            createdBy: string;
            /** @description What it is for. */
            description?: null | string;
            guardrails?: null | components["schemas"]["JsonElement"];
            /** @description Sixteen lower-case letters and digits, never reused. */
            id: string;
            /** @description What it is told of its work. */
            instructions?: null | string;
            knowledgeBases?: null | components["schemas"]["JsonElement"];
            /** @description The model that it works with. */
            model?: null | string;
            /** @description Its name, unique in the workspace. */
            name: string;
            routes?: null | components["schemas"]["JsonElement"];
            tools?: null | components["schemas"]["JsonElement"];
            /** @description The workspace that it belongs to. */
            workspace: string;
        };
        /** @description Asks for a change of an agent. What is left out stays; what is given takes the whole place of what was. */
        AgentPatch: {
            /** @description As bool? AgentSpec.Active. */
            active?: null | boolean;
            command?: null | components["schemas"]["SandboxCommand"];
            /** @description As string? AgentSpec.Description. */
            description?: null | string;
            guardrails?: null | components["schemas"]["JsonElement"];
            /** @description As string? AgentSpec.Instructions. */
            instructions?: null | string;
            knowledgeBases?: null | components["schemas"]["JsonElement"];
            /** @description As string? AgentSpec.Model. */
            model?: null | string;
            /** @description As string AgentSpec.Name. */
            name?: null | string;
            routes?: null | components["schemas"]["JsonElement"];
            tools?: null | components["schemas"]["JsonElement"];
        };
        /** @description Defines an agent. */
        AgentSpec: {
            /** @description Whether it works; default yes. One that does not is given no messages. */
            active?: null | boolean;
            command?: null | components["schemas"]["SandboxCommand"];
            /** @description What it is for. */
            description?: null | string;
            guardrails?: null | components["schemas"]["JsonElement"];
            /** @description What it is told of its work. */
            instructions?: null | string;
            knowledgeBases?: null | components["schemas"]["JsonElement"];
            /** @description The model that it works with. */
            model?: null | string;
            /** @description Its name, unique in the workspace: `^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$`. */
            name: string;
            routes?: null | components["schemas"]["JsonElement"];
            tools?: null | components["schemas"]["JsonElement"];
            /** @description The workspace that it belongs to; default `default`. */
            workspace?: null | string;
        };
        /** @description A key that speaks for an account, without what is secret of it. */
        ApiKey: {
            /** @description Name of the account that it speaks for. */
            account: string;
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it ends by itself; null for never.
             */
            expiresAt?: null | string;
            /** @description 16 lower-case letters and digits; the middle part of the key. */
            id: string;
            /** @description Its name, unique for its account. */
            name: string;
            /** @description Roles that it is narrowed to: it allows what one of them and the account both do. */
            roles: string[];
            /** @description Id of the only sandbox that it reaches; null for all. */
            sandbox?: null | string;
            /** @description The workspace that it counts in; null for everywhere. */
            workspace?: null | string;
        };
        /** @description A key that was made. This is the only time that it is shown. */
        ApiKeyCreated: {
            /** @description What is known of it. */
            info: components["schemas"]["ApiKey"];
            /** @description The key, `wk_ID_SECRET`: to be sent as `X-API-Key` or `Authorization: Bearer`. */
            key: string;
        };
        /** @description Asks for a key. */
        ApiKeyRequest: {
            /**
             * Format: date-time
             * @description When it ends by itself; null for never.
             */
            expiresAt?: null | string;
            /** @description Its name, unique for its account. */
            name: string;
            /** @description Names of roles that it is narrowed to, at least one. */
            roles: string[];
            /** @description Id or name of the only sandbox that it is to reach. */
            sandbox?: null | string;
            /** @description Name or id of the service account that it is to speak for; null for whoever asks. */
            serviceAccount?: null | string;
            /** @description The workspace that it is to count in; null or empty for everywhere. */
            workspace?: null | string;
        };
        /** @description That somebody did, or tried to do, something. Entries are never changed. */
        AuditEntry: {
            /** @description Name of who called; null where nobody showed who they are. */
            actor?: null | string;
            /** @description Where the call came from. */
            address?: null | string;
            /** @description What showed who it is, such as `key`; null where nothing did. */
            credential?: null | string;
            /**
             * Format: int64
             * @description Its number; later ones are higher.
             */
            id: number;
            /** @description Id of the key that showed it; null where it was none. */
            keyId?: null | string;
            /** @description The HTTP method. */
            method: string;
            /** @description Name or id of the very thing, as it was given; null where there was none. */
            name?: null | string;
            /** @description Name of the owner of that thing, where that is somebody else. */
            owner?: null | string;
            /** @description The path, without its query. */
            path: string;
            /** @description To which kind of thing, such as `sandboxes`. */
            resource: string;
            /** @description What came of it. */
            result: components["schemas"]["AuditResult"];
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /**
             * Format: date-time
             * @description When the answer was given.
             */
            time: string;
            /** @description Finds the call in the log and in traces. */
            traceId?: null | string;
            /** @description What was to be done, such as `create`. */
            verb: string;
        };
        /**
         * @description What came of a call.
         * @enum {unknown}
         */
        AuditResult: "done" | "refused" | "failed";
        /** @description Who a request comes from. */
        Caller: {
            /** @description What showed it: the installation's `token`, a `login` by password or identity provider, a `key`, or the `session` of a browser. */
            credential: string;
            /**
             * Format: date-time
             * @description When the session, login or key ends; null for one that does not.
             */
            expiresAt?: null | string;
            /** @description The name that owns what the caller makes. */
            name: string;
            /** @description What kind of someone it is. */
            principalType: components["schemas"]["PrincipalType"];
            /** @description The roles that count for this request: those bound to the caller, or those that its key is narrowed to. */
            roles: components["schemas"]["CallerRole"][];
            /** @description Id of the only sandbox that the caller's key reaches; null for all. */
            sandbox?: null | string;
        };
        /** @description A role that a caller has. */
        CallerRole: {
            /** @description Name of the role. */
            role: string;
            /** @description The workspace that it counts in; null for everywhere. */
            workspace?: null | string;
        };
        /**
         * @description The state that the owner wants a sandbox to be in.
         * @enum {unknown}
         */
        DesiredState: "running" | "paused" | "stopped" | "destroyed";
        /** @description What is known of a sandbox's entrypoint. */
        EntrypointStatus: {
            /**
             * Format: date-time
             * @description When it ended last.
             */
            endedAt?: null | string;
            /** @description Id of the exec that is, or was last, the entrypoint; its output is that exec's. */
            execId?: null | string;
            /**
             * Format: int32
             * @description Exit code of its last end; null while it never ended, and where it could not be started.
             */
            exitCode?: null | number;
            /**
             * Format: date-time
             * @description When it is started again.
             */
            nextStartAt?: null | string;
            /** @description Why it does not run, where its exit code does not say it. */
            reason?: null | string;
            /**
             * Format: int32
             * @description Restarts since it last ran for a minute: they set the pause before the next one, and `maxRetries` bounds them.
             */
            recentRestarts: number;
            /**
             * Format: int32
             * @description How often it was started again since the sandbox's start.
             */
            restarts: number;
            /** @description Whether it runs. */
            running: boolean;
            /** @description Signal that ended it last, such as `SIGKILL`. */
            signal?: null | string;
            /**
             * Format: date-time
             * @description When it was started last.
             */
            startedAt?: null | string;
        };
        /** @description Data of the events `stdout` and `stderr`: a piece of output, exact to the byte. */
        ExecChunk: {
            /**
             * Format: byte
             * @description The piece in Base64, where it is no text.
             */
            base64?: null | string;
            /**
             * Format: int64
             * @description Where the piece begins, in bytes from the start of that output.
             */
            offset: number;
            /** @description The piece, where it is valid UTF-8. */
            text?: null | string;
        };
        /**
         * @description What an exec is for.
         * @enum {unknown}
         */
        ExecKind: "exec" | "entrypoint" | "terminal" | "agent";
        /** @description Asks a sandbox to run a program. */
        ExecRequest: {
            /** @description Answer with the id at once and let it run. */
            background?: boolean;
            /** @description What to run. */
            command: components["schemas"]["SandboxCommand"];
            /** @description Added to the sandbox's environment; a name given here wins. */
            env?: null | {
                [key: string]: string;
            };
            /** @description Keeps standard input open for `POST .../execs/{id}/stdin`, where string? ExecRequest.Stdin is left out. */
            keepStdin?: boolean;
            /**
             * @description Text for standard input, which then ends. Left out, standard input is empty, except for a background exec,
             *     where it stays open for `POST .../execs/{id}/stdin`.
             */
            stdin?: null | string;
            /** @description Answer with server-sent events, as `Accept: text/event-stream` does. */
            stream?: boolean;
            /**
             * Format: double
             * @description Seconds after which the whole process tree is killed; default none.
             */
            timeoutSeconds?: null | number;
            /** @description User to run as; default the sandbox's. */
            user?: null | string;
            /** @description Absolute path to start in; default the sandbox's. */
            workdir?: null | string;
        };
        /** @description How a program that ran to its end went. */
        ExecResult: {
            /**
             * Format: double
             * @description Milliseconds from its start to its end.
             */
            durationMs: number;
            /**
             * Format: int32
             * @description Its exit code; 128 plus the signal when a signal ended it, as a shell has it; -1 when it timed out.
             */
            exitCode: number;
            /** @description Id of the exec. */
            id: string;
            /** @description Whether the kernel killed it because the sandbox's memory was used up. */
            oomKilled?: boolean;
            /**
             * Format: int64
             * @description Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss).
             */
            peakMemory?: number;
            /** @description Name of the signal that ended it, such as `SIGKILL`. */
            signal?: null | string;
            /** @description Its standard error, like string ExecResult.Stdout. */
            stderr: string;
            /**
             * Format: byte
             * @description The exact bytes of standard error, given only where string ExecResult.Stderr had to replace some.
             */
            stderrBase64?: null | string;
            /** @description Whether the middle of standard error was left out. */
            stderrTrimmed?: boolean;
            /** @description Its standard output; bytes that are no UTF-8 are replaced by U+FFFD. */
            stdout: string;
            /**
             * Format: byte
             * @description The exact bytes of standard output, given only where string ExecResult.Stdout had to replace some.
             */
            stdoutBase64?: null | string;
            /** @description Whether the middle of standard output was left out. */
            stdoutTrimmed?: boolean;
            /** @description Whether its time-out killed it. */
            timedOut?: boolean;
        };
        /** @description Asks for a signal to be sent to the process group of an exec. */
        ExecSignalRequest: {
            /** @description Name of the signal, such as `SIGTERM`. */
            signal: string;
        };
        /** @description What is known of a running or ended exec. */
        ExecStatus: {
            /** @description Whether it runs on without whoever started it. */
            background?: boolean;
            /** @description The argument vector. */
            command: components["schemas"]["SandboxCommand"];
            /**
             * Format: double
             * @description Milliseconds it has run, or ran.
             */
            durationMs: number;
            /**
             * Format: int32
             * @description Exit code as in int ExecResult.ExitCode; null while it runs, and where nobody saw its end.
             */
            exitCode?: null | number;
            /** @description Id of the exec. */
            id: string;
            /** @description What it is for. */
            kind?: components["schemas"]["ExecKind"];
            /** @description Whether the kernel killed it because the sandbox's memory was used up. */
            oomKilled?: boolean;
            /**
             * Format: int64
             * @description Peak resident memory in bytes of its largest process (getrusage(2), ru_maxrss); null while it runs.
             */
            peakMemory?: null | number;
            /** @description Why nobody saw its end, such as that its sandbox was stopped; it then has no exit code. */
            reason?: null | string;
            /** @description Whether it still runs. */
            running: boolean;
            /** @description Name of the signal that ended it. */
            signal?: null | string;
            /**
             * Format: date-time
             * @description When it started.
             */
            startedAt: string;
            /**
             * Format: int64
             * @description Bytes of standard error so far.
             */
            stderrBytes: number;
            /**
             * Format: int64
             * @description Bytes of standard error that are not kept.
             */
            stderrDropped?: number;
            /**
             * Format: int64
             * @description Bytes of standard output so far.
             */
            stdoutBytes: number;
            /**
             * Format: int64
             * @description Bytes of standard output that are not kept: of a long one, the middle.
             */
            stdoutDropped?: number;
            /** @description Whether its time-out killed it. */
            timedOut?: boolean;
        };
        /**
         * @description What happened to a file.
         * @enum {unknown}
         */
        FileChange: "created" | "modified" | "deleted" | "moved" | "attributes" | "overflow";
        /** @description What is known of a file, folder or link in a sandbox. */
        FileEntry: {
            /**
             * Format: int32
             * @description Group that owns it.
             */
            gid: number;
            /** @description Permissions in octal, such as `0644`. */
            mode: string;
            /**
             * Format: date-time
             * @description When its content was changed last, by the sandbox's clock.
             */
            modifiedAt: string;
            /** @description Last part of the path. */
            name: string;
            /** @description Absolute path, as it was asked for or listed: links in it are not resolved. */
            path: string;
            /**
             * @description Base64url of the path's exact bytes, where they are not UTF-8 and string FileEntry.Path shows replacements; give
             *     it as `rawPath` in place of `path`.
             */
            rawPath?: null | string;
            /**
             * Format: int64
             * @description Bytes of a file; of a link, the length of its target; else 0.
             */
            size: number;
            /** @description Where a link leads, as it stands in the link. */
            target?: null | string;
            /** @description What it is. */
            type: components["schemas"]["FileType"];
            /**
             * Format: int32
             * @description User that owns it.
             */
            uid: number;
            /** @description Name of the user where the image gives it one. */
            user?: null | string;
        };
        /** @description A change that a watch saw. */
        FileEvent: {
            /** @description Where it was before a move. */
            from?: null | string;
            /** @description Whether it is a folder. */
            isFolder?: boolean;
            /**
             * Format: int64
             * @description Give it as `after` to read on behind this event; it is the id of the server-sent event too.
             */
            offset: number;
            /** @description Path of what it happened to; after a move the new one. */
            path: string;
            /**
             * Format: int64
             * @description Number of the event in its watch, from 1, without a gap.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When it was seen, by the sandbox's clock.
             */
            time: string;
            /** @description What happened. */
            type: components["schemas"]["FileChange"];
        };
        /** @description Asks for a new folder. */
        FileFolderRequest: {
            /** @description Permissions in octal; default `0755`. */
            mode?: null | string;
            /** @description Whether folders on the way are made too, and one that is there already is no error; default true. */
            parents?: null | boolean;
            /** @description Absolute path, or one from the sandbox's workdir on. */
            path: string;
            /** @description Whose rights count and whose the folder is; default the sandbox's user. */
            user?: null | string;
        };
        /** @description A place where a text was found. */
        FileMatch: {
            /**
             * Format: int32
             * @description Number of the letter in the line (UTF-16) that the match starts at, from 1.
             */
            column: number;
            /**
             * Format: int32
             * @description Number of the line, from 1.
             */
            line: number;
            /** @description Path of the file. */
            path: string;
            /** @description The line, at most 1,024 letters of it around the match. */
            text: string;
        };
        /** @description Asks to change permissions. */
        FileModeRequest: {
            /** @description Permissions in octal, such as `0644`. */
            mode: string;
            /** @description Absolute path, or one from the sandbox's workdir on. Links are followed. */
            path: string;
            /** @description Whose rights count; default the sandbox's user. */
            user?: null | string;
        };
        /** @description Asks to move or to copy a file, link or folder with all that is in it. */
        FileMoveRequest: {
            /** @description What is moved: absolute path, or one from the sandbox's workdir on. A link is moved itself. */
            from: string;
            /** @description Whether a file that has the new path may be replaced; default false. */
            overwrite?: boolean;
            /** @description Its new path, which is not the folder to put it into. */
            to: string;
            /** @description Whose rights count; default the sandbox's user. */
            user?: null | string;
        };
        /** @description What was replaced in a file. */
        FileReplacement: {
            /** @description Path of the file. */
            path: string;
            /**
             * Format: int32
             * @description How many places.
             */
            replacements: number;
        };
        /** @description Asks to replace a text in files. */
        FileReplaceRequest: {
            /** @description Whether only to tell what would be replaced. */
            dryRun?: boolean;
            /** @description As in IReadOnlyList&lt;string&gt;? FileSearchRequest.Exclude. */
            exclude?: null | string[];
            /** @description As in bool FileSearchRequest.IgnoreCase. */
            ignoreCase?: boolean;
            /** @description As in IReadOnlyList&lt;string&gt;? FileSearchRequest.Include. */
            include?: null | string[];
            /** @description Folder to go through with all that is below, or one file; default the sandbox's workdir. */
            path?: null | string;
            /** @description As in string FileSearchRequest.Pattern. */
            pattern: string;
            /** @description As in bool FileSearchRequest.Regex. */
            regex?: boolean;
            /** @description What takes its place; with bool FileReplaceRequest.Regex, `$1` and `${name}` stand for groups. */
            replacement: string;
            /** @description Whose rights count; default the sandbox's user. */
            user?: null | string;
        };
        /** @description What a replacement did, or would do. */
        FileReplaceResult: {
            /** @description The files that were changed, in the order of their paths; the first 10,000. */
            files: components["schemas"]["FileReplacement"][];
            /**
             * Format: int32
             * @description Files that were looked through.
             */
            filesSearched: number;
            /**
             * Format: int32
             * @description Files that hold no text, are larger than 16 MiB, cannot be read or written, or took the pattern too long.
             */
            filesSkipped: number;
            /**
             * Format: int64
             * @description How many places in all files.
             */
            replacements: number;
        };
        /** @description Asks for the lines of files that hold a text. */
        FileSearchRequest: {
            /** @description Neither files nor folders that one of these globs matches. */
            exclude?: null | string[];
            /** @description Whether upper and lower case are the same. */
            ignoreCase?: boolean;
            /**
             * @description Only files that one of these globs matches: `*` and `?` within a name, `**` across folders; one
             *     without a slash is matched to names, any other to paths below string? FileSearchRequest.Path.
             */
            include?: null | string[];
            /**
             * Format: int32
             * @description Most matches, 1 to 10,000; default 1,000.
             */
            maxResults?: null | number;
            /** @description Folder to look through with all that is below, or one file; default the sandbox's workdir. */
            path?: null | string;
            /** @description The text to look for, or a regular expression of .NET where bool FileSearchRequest.Regex. */
            pattern: string;
            /** @description Whether the pattern is a regular expression. Line by line; `^` and `$` mean a line's ends. */
            regex?: boolean;
            /** @description Whose rights count; default the sandbox's user. */
            user?: null | string;
        };
        /** @description What a search found. */
        FileSearchResult: {
            /**
             * Format: int32
             * @description Files that were looked through.
             */
            filesSearched: number;
            /**
             * Format: int32
             * @description Files that hold no text, cannot be read, or took the pattern too long.
             */
            filesSkipped: number;
            /** @description The matches, file by file in the order of their paths; one for each line. */
            matches: components["schemas"]["FileMatch"][];
            /** @description Whether there may be more, because the most that was asked for was found. */
            truncated: boolean;
        };
        /** @description What a copy, an unpacked archive or a removal went through. */
        FileTreeResult: {
            /**
             * Format: int64
             * @description Bytes of the files.
             */
            bytes: number;
            /**
             * Format: int64
             * @description Regular files.
             */
            files: number;
            /**
             * Format: int64
             * @description Folders.
             */
            folders: number;
            /**
             * Format: int64
             * @description Links, hard links among them.
             */
            links: number;
            /**
             * Format: int64
             * @description What was left out: devices, pipes, sockets, entries that would have been put elsewhere.
             */
            skipped: number;
        };
        /**
         * @description What a name in a sandbox's file system stands for.
         * @enum {unknown}
         */
        FileType: "file" | "folder" | "link" | "pipe" | "socket" | "device";
        /** @description A watch over changes of files. It lasts until it is deleted or its sandbox ends. */
        FileWatch: {
            /** @description Its id. */
            id: string;
            /** @description What is watched. */
            path: string;
            /** @description Whether folders below are watched too. */
            recursive: boolean;
            /** @description Whether it still watches: not where what it watched is gone, or user code ended it. */
            running: boolean;
            /**
             * Format: date-time
             * @description When it began.
             */
            startedAt: string;
        };
        /** @description Asks to be told of changes. */
        FileWatchRequest: {
            /** @description Folder or file: absolute path, or one from the sandbox's workdir on. */
            path: string;
            /** @description Whether folders below are watched too. */
            recursive?: boolean;
            /** @description Whose rights count; default the sandbox's user. */
            user?: null | string;
        };
        /** @description Says that the server answers, or is ready for work. */
        Health: {
            /** @description `ok`. */
            status: string;
            /**
             * Format: date-time
             * @description The server's clock.
             */
            time: string;
        };
        /** @description One thing that `warren doctor` looked at. */
        HostCheck: {
            /** @description How to put it right; null when it passed. */
            fix?: null | string;
            /** @description What was found. */
            found: string;
            /** @description What was checked, such as `cgroup memory controller`. */
            name: string;
            /** @description Whether it is as it has to be. */
            passed: boolean;
            /** @description Whether sandboxes cannot run without it; otherwise only what string HostCheck.Found names is missing. */
            required: boolean;
        };
        /** @description Asks for an image to be built from the recipe that comes with Warren. */
        ImageBuildRequest: {
            /** @description Build it anew although the store has it. */
            force?: boolean;
            /** @description The image, such as `warren/worker`. */
            reference: string;
        };
        /** @description An image in the store. */
        ImageInfo: {
            /**
             * Format: date-time
             * @description When it came into the store.
             */
            createdAt: string;
            /** @description Digest of its manifest: `sha256:` and 64 hexadecimal digits. */
            digest: string;
            /** @description Reference it goes by, such as `warren/worker`. */
            reference: string;
            /**
             * Format: int64
             * @description Bytes of all its layers, compressed as stored.
             */
            size: number;
        };
        /** @description One step forward of a build or import, for people to watch. */
        ImageProgress: {
            /** @description What is being done, such as `install python3`. */
            message: string;
            /**
             * Format: int32
             * @description Steps done.
             */
            step: number;
            /**
             * Format: int32
             * @description Steps in all.
             */
            steps: number;
        };
        JsonElement: unknown;
        /** @description An address that holds its own permission: whoever has it may use it. */
        Link: {
            /**
             * Format: date-time
             * @description When it stops to work.
             */
            expiresAt: string;
            /** @description The address. */
            url: string;
        };
        /** @description Asks for a signed link to a file or a port of a sandbox. */
        LinkRequest: {
            /**
             * Format: int32
             * @description Seconds that it works, from 1 to 86400 (a day); default 3600. It ends with the sandbox in any case.
             */
            expiresInSeconds?: null | number;
            /** @description The one method that it allows, default `GET`, which allows `HEAD` too. */
            method?: null | string;
            /** @description What it leads to, below the sandbox's own path: `/files` or `/ports/8080/index.html`. */
            path: string;
            /** @description The query it is for, such as `{"path": "/workspace/a.txt"}`: none of it can be changed or added to. */
            query?: null | {
                [key: string]: string;
            };
        };
        /** @description A piece of what ran in a sandbox wrote, exact to the byte. Pieces come in the order they were written in. */
        LogEntry: {
            /**
             * Format: byte
             * @description The piece in Base64, where it is no text.
             */
            base64?: null | string;
            /**
             * Format: int64
             * @description Bytes of that output just before it that are not kept.
             */
            dropped?: null | number;
            /** @description Id of the exec that wrote it. */
            exec: string;
            /**
             * Format: int64
             * @description Where it begins, in bytes from the start of that output.
             */
            offset: number;
            /**
             * Format: int64
             * @description Its place in everything that the sandbox wrote; give the last one as `after` to read on.
             */
            sequence: number;
            /** @description `stdout` or `stderr`. */
            stream: string;
            /** @description The piece, where it is valid UTF-8. */
            text?: null | string;
            /**
             * Format: date-time
             * @description When it was received.
             */
            time: string;
        };
        /** @description What somebody who signed in calls the API with. */
        Login: {
            /**
             * Format: date-time
             * @description When the token ends.
             */
            expiresAt: string;
            /** @description Gives the next token, once; it comes with the next one of these. */
            refreshToken: string;
            /** @description To be sent as `Authorization: Bearer`. */
            token: string;
        };
        /** @description Signs in: with the server's token a browser, or with name and password. */
        LoginRequest: {
            /** @description Its password. */
            pass?: null | string;
            /** @description The server's token; nothing else is given beside it. */
            token?: null | string;
            /** @description Name of an account. */
            user?: null | string;
        };
        /** @description A part of a sandbox's log. */
        LogPage: {
            /**
             * Format: int64
             * @description Give it as `after` to read on.
             */
            after: number;
            /** @description Whether more was written already. */
            hasMore: boolean;
            /** @description The pieces, in the order they were written in. */
            items: components["schemas"]["LogEntry"][];
        };
        /** @description A message in a session. */
        Message: {
            /** @description Which agent speaks; for `AGENT` alone. */
            agentId?: null | string;
            /** @description What is said. */
            content: string;
            /**
             * Format: date-time
             * @description When it came.
             */
            createdAt: string;
            /** @description Who sent it; null for what an agent in the session has answered. */
            createdBy?: null | string;
            /**
             * Format: date-time
             * @description When it was delivered to the agents of the session; null where it was not, or there is none to deliver it to.
             */
            deliveredAt?: null | string;
            /** @description Its id. */
            id: string;
            /** @description Who speaks. */
            role: components["schemas"]["MessageRole"];
            /**
             * Format: int64
             * @description Counts up in its session, from 1; never given twice.
             */
            sequence: number;
            /** @description The session. */
            sessionId: string;
        };
        /** @description How many messages a session has. */
        MessageCount: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description Adds a message to a session. */
        MessageRequest: {
            /** @description Which agent speaks, by id or name; for `AGENT` alone, and needed there. */
            agentId?: null | string;
            /** @description What is said: 1 to 262144 letters. */
            content: string;
            role?: null | components["schemas"]["MessageRole"];
        };
        /**
         * @description Who speaks in a message.
         * @enum {unknown}
         */
        MessageRole: "USER" | "AGENT" | "SYSTEM";
        /** @description What was deleted together. */
        MessagesDeleted: {
            /**
             * Format: int64
             * @description How many messages.
             */
            deleted: number;
        };
        /** @description A TCP port in a sandbox that has a name. */
        NamedPort: {
            /** @description The name: `^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$`. */
            name: string;
            /**
             * Format: int32
             * @description The port, from 1 to 65535.
             */
            port: number;
        };
        /**
         * @description What a sandbox may reach. In JSON it is `"none"`, `"allow_all"` or
         *     `{"allow": [...], "deny": [...]}` with domains, wildcards and CIDRs.
         */
        NetworkPolicy: ("none" | "allow_all") | {
            allow?: string[];
            deny?: string[];
        };
        /** @description Asks for the login of somebody who has signed in with a browser for a program. */
        OidcExchange: {
            /** @description The code that the browser was given: good once, and for two minutes. */
            code: string;
            /** @description What the `challenge` that the program began with was made from (RFC 7636, section 4.1). */
            verifier: string;
        };
        /** @description Whether one can sign in through an identity provider here. */
        OidcStatus: {
            /** @description Whether the server has one. */
            enabled: boolean;
            /** @description What people call it; null where there is none. */
            name?: null | string;
            /** @description The path that a browser begins at, with `return` for the path to come back to; null where there is none. */
            startPath?: null | string;
        };
        /** @description A part of a list. */
        PageOfAccount: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Account"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfAgent: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Agent"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfApiKey: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ApiKey"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfAuditEntry: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["AuditEntry"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfExecStatus: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ExecStatus"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfFileEntry: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["FileEntry"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfFileWatch: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["FileWatch"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfHostCheck: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["HostCheck"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfImageInfo: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ImageInfo"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfMessage: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Message"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfQuota: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Quota"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfRole: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Role"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfRoleBinding: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["RoleBinding"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfSandboxSnapshot: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["SandboxSnapshot"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfSandboxStatistics: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["SandboxStatistics"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfSecret: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Secret"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfSession: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["Session"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfTerminalInfo: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["TerminalInfo"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfToolArtifact: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ToolArtifact"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfToolInfo: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ToolInfo"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description A part of a list. */
        PageOfToolRun: {
            /** @description The entries, in a stable order. */
            items: components["schemas"]["ToolRun"][];
            /** @description Give it as `cursor` to read on; null at the end. */
            nextCursor?: null | string;
        };
        /** @description Gives an account another password. Everything that was signed in by the old one is signed out. */
        PasswordChange: {
            /** @description The old one; needed for one's own account. */
            currentPassword?: null | string;
            /** @description At least 8 characters. */
            newPassword: string;
        };
        /**
         * @description What kind of someone rights are given to.
         * @enum {unknown}
         */
        PrincipalType: "account" | "serviceAccount" | "subject";
        /** @description What an account or a workspace may use, and uses. */
        Quota: {
            /** @description What it is of. */
            kind: components["schemas"]["QuotaKind"];
            /** @description The most that there may be. */
            limits: components["schemas"]["QuotaLimits"];
            /** @description Name of the account or workspace. */
            name: string;
            /** @description What there is. */
            usage: components["schemas"]["QuotaUsage"];
        };
        /**
         * @description What a quota is of.
         * @enum {unknown}
         */
        QuotaKind: "workspace" | "account";
        /** @description The most that there may be at a time; null is no limit. What failed or was destroyed does not count. */
        QuotaLimits: {
            /**
             * Format: int64
             * @description Bytes of artifacts.
             */
            artifacts?: null | number;
            /**
             * Format: double
             * @description Processors of all of them.
             */
            cpu?: null | number;
            /**
             * Format: int64
             * @description Bytes of disk of all of them.
             */
            disk?: null | number;
            /**
             * Format: int64
             * @description Bytes of memory of all of them.
             */
            memory?: null | number;
            /**
             * Format: int32
             * @description Requests in each minute.
             */
            requestsPerMinute?: null | number;
            /**
             * Format: double
             * @description Seconds that the sandboxes there are have been running, added up.
             */
            runTimeSeconds?: null | number;
            /**
             * Format: int32
             * @description Sandboxes.
             */
            sandboxes?: null | number;
        };
        /** @description Sets the quota of an account or a workspace; it takes the place of the one before. */
        QuotaRequest: {
            kind?: null | components["schemas"]["QuotaKind"];
            /** @description The most that there may be; no limit at all takes the quota away. */
            limits: components["schemas"]["QuotaLimits"];
        };
        /** @description What there is of what quotas limit. */
        QuotaUsage: {
            /**
             * Format: int64
             * @description Bytes of artifacts.
             */
            artifacts: number;
            /**
             * Format: double
             * @description Processors of all of them.
             */
            cpu: number;
            /**
             * Format: int64
             * @description Bytes of disk of all of them.
             */
            disk: number;
            /**
             * Format: int64
             * @description Bytes of memory of all of them.
             */
            memory: number;
            /**
             * Format: int32
             * @description Requests in the minute that is under way.
             */
            requestsPerMinute: number;
            /**
             * Format: double
             * @description Seconds that the sandboxes there are have been running, added up.
             */
            runTimeSeconds: number;
            /**
             * Format: int32
             * @description Sandboxes.
             */
            sandboxes: number;
        };
        /** @description Asks for the next token. */
        RefreshRequest: {
            /** @description As it came with the last one. */
            refreshToken: string;
        };
        /** @description Asks for more time for a sandbox. */
        RenewRequest: {
            /**
             * Format: double
             * @description Seconds from now; default what its lifetime says. The lifetime itself stays as it is.
             */
            timeoutSeconds?: null | number;
        };
        /** @enum {unknown} */
        RestartPolicy: "never" | "on-failure" | "always" | null;
        /** @description A named set of rights. */
        Role: {
            /** @description Whether it came with Warren, and cannot be removed. */
            builtIn: boolean;
            /**
             * Format: date-time
             * @description When it was made; null for one that came with Warren.
             */
            createdAt?: null | string;
            /** @description Its name. */
            name: string;
            /** @description What it allows; one rule that does is enough. */
            rules: components["schemas"]["RoleRule"][];
        };
        /** @description Gives a role to somebody. */
        RoleBinding: {
            /**
             * Format: date-time
             * @description When it was given.
             */
            createdAt: string;
            /** @description Name of who gave it; null where it came with the installation. */
            createdBy?: null | string;
            /** @description 16 lower-case letters and digits. */
            id: string;
            /** @description Name of who has it. */
            principal: string;
            /** @description What kind of someone that is. */
            principalType: components["schemas"]["PrincipalType"];
            /** @description Name of the role. */
            role: string;
            /** @description The workspace that it counts in; null for everywhere. */
            workspace?: null | string;
        };
        /** @description Asks to give a role to somebody. */
        RoleBindingRequest: {
            /** @description Name or id of an account or service account, or the name of a subject, who need not have signed in before. */
            principal: string;
            /** @description What kind of someone that is. */
            principalType: components["schemas"]["PrincipalType"];
            /** @description Name of the role: it allows nothing that whoever asks may not do there. */
            role: string;
            /** @description The workspace that it is to count in; null or empty for everywhere. */
            workspace?: null | string;
        };
        /** @description Asks for a role. */
        RoleRequest: {
            /** @description Its name, which no other role has. */
            name: string;
            /** @description What it allows; nothing that whoever asks may not do. */
            rules: components["schemas"]["RoleRule"][];
        };
        /** @description What a role allows. `*` stands for all of a list. */
        RoleRule: {
            /** @description Groups of the API: there is only the empty one, and `*`. */
            apiGroups: string[];
            /** @description Names of the very things; null for all of the kind. */
            resourceNames?: null | string[];
            /** @description Kinds of things in plural, such as `sandboxes`. */
            resources: string[];
            /** @description What may be done to them: get, list, create, update, delete, exec, list-all, get-all, remix-all. */
            verbs: string[];
        };
        /** @description What to run: in JSON an array (argument vector) or a string (run by `/bin/sh -c` inside the sandbox). */
        SandboxCommand: string | string[];
        /** @description A long-running program that belongs to a sandbox: started with it, and again by policy when it ends. */
        SandboxEntrypoint: {
            /** @description What to run. */
            command: components["schemas"]["SandboxCommand"];
            /** @description Added to the sandbox's environment; a name given here wins. */
            env?: null | {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Most restarts in a row after failures, counted anew once it has run for a minute; default no limit. Only with
             *     `on-failure`.
             */
            maxRetries?: null | number;
            restart?: null | components["schemas"]["RestartPolicy"];
            /** @description User to run as; default the sandbox's. */
            user?: null | string;
            /** @description Absolute path to start in; default the sandbox's. */
            workdir?: null | string;
        };
        /** @description Something that happened to a sandbox or to what runs in it. */
        SandboxEvent: {
            exec?: null | components["schemas"]["ExecStatus"];
            /** @description The sandbox's id; null for `truncated`. */
            sandboxId?: null | string;
            snapshot?: null | components["schemas"]["SandboxSnapshot"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            time: string;
            /**
             * @description `sandbox.` and the new state, such as `sandbox.running`; `sandbox.changed` for any other change of
             *             it; `exec.started`, `exec.ended` and the like for what runs in it; `truncated`, only ever the first
             *             of a stream, where events that were asked for are no longer kept: long SandboxEvent.Version is the oldest that is.
             */
            type: string;
            /**
             * Format: int64
             * @description Counts up over all sandboxes; to go on behind this event, give it as `after` or `Last-Event-ID`.
             */
            version: number;
        };
        /** @description A part of the feed of events. */
        SandboxEventPage: {
            /** @description The events, oldest first. */
            items: components["schemas"]["SandboxEvent"][];
            /**
             * Format: int64
             * @description The newest version of the whole feed: to follow what comes next, give it as `after`.
             */
            latestVersion: number;
            /** @description Give it as `after` to read on; null where there is no more for now. */
            nextCursor?: null | string;
            /**
             * Format: int64
             * @description The oldest version that is still kept.
             */
            oldestVersion: number;
            /** @description Whether some of what was asked for is no longer kept. */
            truncated?: boolean;
        };
        /** @description How long a sandbox stays as it is by itself. Every field left out sets no bound. */
        SandboxLifetime: {
            /** @description Whether a call that needs it running wakes it where it is paused or stopped. */
            autoResume?: boolean;
            /**
             * Format: double
             * @description Seconds without a call and without a running exec until TimeoutAction? SandboxLifetime.OnTimeout; 1 to 31536000.
             */
            idleTimeoutSeconds?: null | number;
            onTimeout?: null | components["schemas"]["TimeoutAction"];
            /**
             * Format: double
             * @description Seconds from its start, its last renewal or its last automatic resume until TimeoutAction? SandboxLifetime.OnTimeout, whatever it
             *     does; 1 to 31536000. A pause stops the clock.
             */
            timeoutSeconds?: null | number;
        };
        /** @description A folder of the host that a sandbox sees. */
        SandboxMount: {
            /** @description Whether the sandbox may only read it. */
            readOnly?: boolean;
            /** @description Absolute path of the folder on the host, at or below one that the operator has allowed. */
            source: string;
            /** @description Absolute path that the sandbox sees it at. */
            target: string;
        };
        /** @description Asks for a change of a sandbox. What is left out stays; what is given takes the whole place of what was. */
        SandboxPatch: {
            /**
             * Format: double
             * @description As double? SandboxSpec.Cpu.
             */
            cpu?: null | number;
            /**
             * Format: int64
             * @description As long? SandboxSpec.Disk.
             */
            disk?: null | number;
            /** @description As IReadOnlyDictionary&lt;string, string&gt;? SandboxSpec.Labels. */
            labels?: null | {
                [key: string]: string;
            };
            lifetime?: null | components["schemas"]["SandboxLifetime"];
            /**
             * Format: int64
             * @description As long? SandboxSpec.Memory.
             */
            memory?: null | number;
            network?: null | components["schemas"]["NetworkPolicy"];
            /**
             * Format: int32
             * @description As int? SandboxSpec.Pids.
             */
            pids?: null | number;
            /**
             * Format: int64
             * @description The version that the change is meant for; any other is refused. `If-Match` says the same.
             */
            version?: null | number;
        };
        /**
         * @description What is known of a sandbox at one version: its spec with every default filled in, and what was observed.
         *     Immutable; a later version replaces it.
         */
        SandboxSnapshot: {
            /**
             * Format: date-time
             * @description When this version came to be.
             */
            changedAt: string;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /** @description What the owner wants. */
            desiredState: components["schemas"]["DesiredState"];
            entrypoint?: null | components["schemas"]["EntrypointStatus"];
            /**
             * Format: date-time
             * @description When its lifetime's time-out is due; null where it has none, and while it is paused or stopped.
             */
            expiresAt?: null | string;
            /** @description Sixteen lower-case letters and digits, never reused. */
            id: string;
            /** @description Digest of the image's manifest that it runs from. */
            imageDigest: string;
            /**
             * Format: date-time
             * @description When a call in it last began or ended, or an exec in it ended.
             */
            lastActivityAt?: null | string;
            /** @description Name of the account that it belongs to. */
            owner?: null | string;
            /** @description Why it is in this state, where that needs saying: always for SandboxState.Failed. */
            reason?: null | string;
            /** @description The spec as it is carried out: no field but the name, the entrypoint and the lifetime is null. */
            spec: components["schemas"]["SandboxSpec"];
            /**
             * Format: date-time
             * @description When its guest first answered after the last start.
             */
            startedAt?: null | string;
            /** @description What was observed. */
            state: components["schemas"]["SandboxState"];
            /**
             * Format: int64
             * @description Counts up with every change, from 1.
             */
            version: number;
        };
        /** @description What a caller asks for; every field left out takes the server's default. */
        SandboxSpec: {
            /**
             * Format: double
             * @description Processor cores, fractional; default 1, least 0.1.
             */
            cpu?: null | number;
            /**
             * Format: int64
             * @description Writable disk space in bytes, root layer and scratch together; default 1 GiB.
             */
            disk?: null | number;
            /** @description The driver that realises it: `oci`. */
            driver?: null | string;
            entrypoint?: null | components["schemas"]["SandboxEntrypoint"];
            /** @description Environment of everything that is run in it. */
            env?: null | {
                [key: string]: string;
            };
            /** @description Image reference, such as `warren/worker`. */
            image?: null | string;
            /** @description Labels to select by; keys that start with `warren.` are the server's own. */
            labels?: null | {
                [key: string]: string;
            };
            lifetime?: null | components["schemas"]["SandboxLifetime"];
            /**
             * Format: int64
             * @description Memory in bytes, no swap on top; default 512 MiB, least 16 MiB.
             */
            memory?: null | number;
            /** @description Folders of the host that it sees, each at or below one that the operator has allowed; default none. */
            mounts?: null | components["schemas"]["SandboxMount"][];
            /** @description A name, unique among the owner's live sandboxes: `^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$`. */
            name?: null | string;
            network?: null | components["schemas"]["NetworkPolicy"];
            /**
             * Format: int32
             * @description Processes and threads together, with the some twenty of its guest; at least 32, default 512.
             */
            pids?: null | number;
            /** @description Names that stand for ports in addresses; every other port is reached by its number. */
            ports?: null | components["schemas"]["NamedPort"][];
            /** @description The runtime inside the driver: `runc`, `crun`, `runsc`. */
            runtime?: null | string;
            /** @description User that commands run as: a name of the image, or `uid[:gid]`; default `agent` (uid 1000). */
            user?: null | string;
            /** @description Absolute path that commands start in; default `/workspace`. */
            workdir?: null | string;
        };
        /**
         * @description The state a sandbox was observed in.
         * @enum {unknown}
         */
        SandboxState: "pending" | "starting" | "running" | "paused" | "stopping" | "stopped" | "failed" | "destroying" | "destroyed";
        /** @description What a sandbox uses at one moment, beside what it may use. */
        SandboxStatistics: {
            /**
             * Format: double
             * @description Cores it may use.
             */
            cpuLimit: number;
            /**
             * Format: double
             * @description Processor use since the sample before, in percent of one core: 150 is one and a half cores. Null for the first
             *     sample after its start.
             */
            cpuPercent?: null | number;
            /**
             * Format: double
             * @description Processor time used since its start, in seconds over all cores.
             */
            cpuSeconds: number;
            /**
             * Format: int64
             * @description Bytes of its writable disk that are used.
             */
            diskBytes: number;
            /**
             * Format: int64
             * @description Bytes of disk it may use.
             */
            diskLimitBytes: number;
            /**
             * Format: int64
             * @description Memory in bytes that counts against its limit, without page cache that can be dropped at once.
             */
            memoryBytes: number;
            /**
             * Format: int64
             * @description Bytes of memory it may use.
             */
            memoryLimitBytes: number;
            /**
             * Format: int64
             * @description The highest long SandboxStatistics.MemoryBytes so far, where the kernel keeps it.
             */
            memoryPeakBytes?: null | number;
            /**
             * Format: int64
             * @description Bytes received over its network since its start, loopback not counted; 0 without a network.
             */
            networkReceivedBytes: number;
            /**
             * Format: int64
             * @description Bytes sent over its network since its start, loopback not counted; 0 without a network.
             */
            networkSentBytes: number;
            /**
             * Format: int64
             * @description How many processes the kernel has killed because the memory limit was met.
             */
            oomKills: number;
            /**
             * Format: int32
             * @description Processes and threads.
             */
            pids: number;
            /**
             * Format: int32
             * @description Processes and threads it may have.
             */
            pidsLimit: number;
            /**
             * Format: date-time
             * @description When it was measured. For a sandbox that does not run, that is the last time it did.
             */
            time: string;
            /**
             * Format: double
             * @description Seconds since its start. A pause does not stop it.
             */
            uptimeSeconds: number;
        };
        /** @description What may be known of a secret. */
        Secret: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            createdAt: string;
            /** @description Who made it. */
            createdBy: string;
            /** @description Its name. */
            name: string;
            /** @description The session that alone is given it; null for every one of the workspace. */
            sessionId?: null | string;
            /** @description The workspace that it belongs to. */
            workspace: string;
        };
        /** @description Keeps a secret for the sessions of a workspace, or for one of them. */
        SecretSpec: {
            /** @description Its name, which is that of the environment variable: letters, digits and `_`, not first a digit; at most 128. */
            name: string;
            /** @description The session that alone is given it, by id or name; default every one of the workspace. */
            session?: null | string;
            /** @description What is secret: 1 to 32768 letters. No answer ever holds it. */
            value: string;
            /** @description The workspace; default `default`, or that of the session. */
            workspace?: null | string;
        };
        /** @description Another value for a secret. */
        SecretUpdate: {
            /** @description What is secret: 1 to 32768 letters. No answer ever holds it. */
            value: string;
        };
        /** @description Asks for an account of a program. */
        ServiceAccountRequest: {
            /** @description How people call it. */
            displayName?: null | string;
            /** @description Its name, which no other account has. */
            name: string;
            /** @description At least 8 characters; without one only keys speak for it. */
            password?: null | string;
        };
        /** @description A named, owned, long-lived place for agents: a sandbox that comes and goes, and a volume that stays. */
        Session: {
            /** @description Ids of the agents that work in it. */
            agentIds: string[];
            /**
             * Format: double
             * @description Processor cores.
             */
            cpu: number;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /** @description Who made it. */
            createdBy: string;
            /**
             * Format: int64
             * @description Bytes that its volume holds, and its sandbox's own disk likewise.
             */
            disk: number;
            /**
             * Format: date-time
             * @description When it was deleted; null while it is there.
             */
            endedAt?: null | string;
            /** @description Sixteen lower-case letters and digits, never reused. */
            id: string;
            /**
             * Format: double
             * @description Seconds without activity after which it becomes idle.
             */
            idleTimeoutSeconds: number;
            /** @description Image of its sandbox. */
            image: string;
            /** @description Labels to select by. */
            labels: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When something was last done in it or with it.
             */
            lastActivityAt: string;
            /**
             * Format: int64
             * @description Memory in bytes.
             */
            memory: number;
            /** @description Its name, unique in the workspace. */
            name: string;
            /** @description Network policy. */
            network: components["schemas"]["NetworkPolicy"];
            /** @description The session that it was remixed from; null for none. */
            parentSessionId?: null | string;
            /**
             * Format: date-time
             * @description Since when others may read and remix it; null where they may not.
             */
            publishedAt?: null | string;
            /** @description Why it is in this state, where that needs saying: always for `ERROR`. */
            reason?: null | string;
            /** @description Its sandbox; null where it has none now. */
            sandboxId?: null | string;
            /** @description Names of the secrets that everything run in it finds in its environment. */
            secrets: string[];
            /** @description Commands that are run once before it is ready. */
            setup: unknown[];
            /** @description How far that has come. */
            setupStatus: components["schemas"]["SetupStatus"];
            /** @description What its agents are told first. */
            startingPrompt?: null | string;
            /** @description What it does. */
            state: components["schemas"]["SessionState"];
            /**
             * Format: int64
             * @description Counts up with every change, from 1.
             */
            version: number;
            /** @description The workspace that it belongs to. */
            workspace: string;
        };
        /** @description Asks for a change of a session. What is left out stays; what is given takes the whole place of what was. */
        SessionPatch: {
            /** @description As IReadOnlyList&lt;string&gt;? SessionSpec.AgentIds. */
            agentIds?: null | string[];
            /**
             * Format: double
             * @description As double? SessionSpec.Cpu.
             */
            cpu?: null | number;
            /**
             * Format: double
             * @description As double? SessionSpec.IdleTimeoutSeconds.
             */
            idleTimeoutSeconds?: null | number;
            /** @description As IReadOnlyDictionary&lt;string, string&gt;? SessionSpec.Labels. */
            labels?: null | {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description As long? SessionSpec.Memory.
             */
            memory?: null | number;
            /** @description As string SessionSpec.Name. */
            name?: null | string;
            network?: null | components["schemas"]["NetworkPolicy"];
            /** @description As IReadOnlyList&lt;string&gt;? SessionSpec.Secrets; what runs already keeps the environment that it was started with. */
            secrets?: null | string[];
            /** @description As string? SessionSpec.StartingPrompt. */
            startingPrompt?: null | string;
            /**
             * Format: int64
             * @description The version that the change is meant for; any other is refused.
             */
            version?: null | number;
        };
        /** @description Asks for a new session that is made from another. What is left out is as it is there. */
        SessionRemix: {
            /** @description Its agents, by id or name. */
            agentIds?: null | string[];
            /** @description Whether its volume begins with what is on the other's; default yes. */
            files?: null | boolean;
            /** @description Name of the new one, unique in the workspace. */
            name: string;
            /** @description Its starting prompt. */
            prompt?: null | string;
            /**
             * @description Whether it is given the secrets of the other; default not. Only who may read secrets there can ask for it, and nobody
             *     of a session that is published.
             */
            secrets?: null | boolean;
        };
        /** @description Asks for a session; every field left out takes the server's default. */
        SessionSpec: {
            /** @description Agents of the workspace that work in it, by id or name; at most 16. */
            agentIds?: null | string[];
            /**
             * Format: double
             * @description Processor cores, fractional; default 0.5, least 0.1.
             */
            cpu?: null | number;
            /**
             * Format: int64
             * @description Bytes that its volume holds, and its sandbox's own disk likewise; default 1 GiB, least 16 MiB.
             */
            disk?: null | number;
            /**
             * Format: double
             * @description Seconds without activity after which it becomes idle, 1 to 31536000; default 300.
             */
            idleTimeoutSeconds?: null | number;
            /** @description Image of its sandbox, such as `warren/worker`. */
            image?: null | string;
            /** @description Labels to select by; keys that start with `warren.` are the server's own. */
            labels?: null | {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Memory in bytes; default 512 MiB, least 16 MiB.
             */
            memory?: null | number;
            /** @description Its name, unique in the workspace: `^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$`. */
            name: string;
            network?: null | components["schemas"]["NetworkPolicy"];
            /**
             * @description Names of secrets that everything run in it finds in its environment: the session's own, else the workspace's; at
             *     most 64. One that is not there yet is given as soon as it is.
             */
            secrets?: null | string[];
            /** @description Commands that are run once, one after the other, before it is ready; at most 32. */
            setup?: null | unknown[];
            /** @description What its agents are told first; at most 64 KiB of text. */
            startingPrompt?: null | string;
            /** @description The workspace that it belongs to; default `default`. */
            workspace?: null | string;
        };
        /**
         * @description What a session does.
         * @enum {unknown}
         */
        SessionState: "INIT" | "READY" | "IDLE" | "BUSY" | "ERROR";
        /** @description Asks for a state of a session. */
        SessionStateRequest: {
            /** @description The state. */
            state: components["schemas"]["SessionState"];
        };
        /**
         * @description How far the set-up of a session has come.
         * @enum {unknown}
         */
        SetupStatus: "pending" | "running" | "completed" | "failed";
        /** @description What is known of a terminal. It is an exec too, under the same id. */
        TerminalInfo: {
            /**
             * Format: int32
             * @description How many are attached now.
             */
            clients: number;
            /**
             * Format: int32
             * @description Width in characters.
             */
            columns: number;
            /** @description What runs on it. */
            command: components["schemas"]["SandboxCommand"];
            /**
             * Format: int32
             * @description Exit code as in int ExecResult.ExitCode; null while it runs, and where nobody saw its end.
             */
            exitCode?: null | number;
            /** @description Its id. */
            id: string;
            /**
             * Format: int64
             * @description Bytes that it wrote so far.
             */
            offset: number;
            /** @description Why nobody saw its end. */
            reason?: null | string;
            /**
             * Format: int32
             * @description Height in characters.
             */
            rows: number;
            /** @description Whether its program still runs. */
            running: boolean;
            /** @description Name of the signal that ended it. */
            signal?: null | string;
            /**
             * Format: date-time
             * @description When it was started.
             */
            startedAt: string;
        };
        /** @description Asks a sandbox for a terminal with a program on it. */
        TerminalRequest: {
            /**
             * Format: int32
             * @description Width in characters, from 1 to 1000; default 80.
             */
            columns?: null | number;
            command?: null | components["schemas"]["SandboxCommand"];
            /** @description Added to the sandbox's environment; a name given here wins. `TERM` is `xterm-256color` by default. */
            env?: null | {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description Height in characters, from 1 to 1000; default 24.
             */
            rows?: null | number;
            /** @description User to run as; default the sandbox's. */
            user?: null | string;
            /** @description Absolute path to start in; default the sandbox's. */
            workdir?: null | string;
        };
        /** @description How large a terminal is to be. */
        TerminalSize: {
            /**
             * Format: int32
             * @description Width in characters, from 1 to 1000.
             */
            columns: number;
            /**
             * Format: int32
             * @description Height in characters, from 1 to 1000.
             */
            rows: number;
        };
        /** @description Opens one WebSocket, as its parameter `warren-ticket`. */
        Ticket: {
            /**
             * Format: date-time
             * @description When it stops to work, used or not.
             */
            expiresAt: string;
            /** @description The value of the parameter. */
            value: string;
        };
        /** @description Asks for the ticket that a browser opens one WebSocket with. */
        TicketRequest: {
            /** @description The path of the WebSocket without its query, such as `/api/v0/sandboxes/x/terminals/y/attach`. */
            path: string;
        };
        /** @enum {unknown} */
        TimeoutAction: "pause" | "stop" | "destroy" | null;
        /** @description One file of a run. */
        ToolArtifact: {
            /** @description The media type that it is served with, guessed from its name. */
            contentType: string;
            /** @description What it is. */
            kind: components["schemas"]["ToolArtifactKind"];
            /** @description Its name among those of its kind, as in ToolArtifacts. */
            name: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /** @description Its address; needs a credential in a header, or a signed link of `POST /api/v0/tool-runs/{run}/links`. */
            url: string;
        };
        /**
         * @description What an artifact is.
         * @enum {unknown}
         */
        ToolArtifactKind: "input" | "output";
        /** @description Addresses of what a run was given and what it made, by name. */
        ToolArtifacts: {
            /** @description The files that it was given. */
            inputs: {
                [key: string]: string;
            };
            /**
             * @description `stdout` and `stderr`, then every file that it created or changed below `/workspace`, by its path there. A file
             *             whose path is `stdout` or `stderr` is called `workspace/stdout`; bytes of a name that are no UTF-8 stand as `\xHH`.
             */
            outputs: {
                [key: string]: string;
            };
            /** @description What was not kept, and why: links, devices and the like, and what is beyond a limit. Null for nothing. */
            skipped?: null | {
                [key: string]: string;
            };
        };
        /** @description A tool that can be run. */
        ToolInfo: {
            /** @description What it does, for people and models. */
            description: string;
            /** @description Image that its programs run in, which has to be in the server's store; left out where that is the server's default image. */
            image?: null | string;
            /**
             * @description JSON schema (draft 2020-12) of the body that runs it, `tool` and `sessionId` included. The format `code`
             *     marks source text, `bytes` a number of bytes.
             */
            inputSchema: components["schemas"]["JsonElement"];
            /** @description Its unique name, such as `code_execution`. */
            name: string;
        };
        /** @description Asks for a signed link to an artifact, for `GET` and `HEAD`. */
        ToolLinkRequest: {
            /**
             * Format: int32
             * @description Seconds that it works, from 1 to 86400 (a day); default 3600. It ends with the run in any case.
             */
            expiresInSeconds?: null | number;
            kind?: null | components["schemas"]["ToolArtifactKind"];
            /** @description The artifact's name. */
            name: string;
        };
        /** @description Every tool, as the documented path `GET /tools` lists them. */
        ToolList: {
            /** @description The tools, by name. */
            tools: components["schemas"]["ToolInfo"][];
        };
        /** @enum {unknown} */
        ToolPlacement: "cell" | "sandbox" | null;
        /** @description How a run of a tool went whose program ended. */
        ToolResult: {
            /** @description Addresses of its artifacts. */
            artifacts: components["schemas"]["ToolArtifacts"];
            /**
             * Format: double
             * @description Milliseconds from the start to the end of its program.
             */
            durationMs: number;
            /**
             * Format: int32
             * @description The program's exit code; 128 plus the signal when a signal ended it; -1 when it timed out.
             */
            exitCode: number;
            /** @description Id of the run. */
            id: string;
            /** @description Whether the kernel ended it because its memory was used up. */
            oomKilled?: boolean;
            /** @description The caller's own label of what it belongs to. */
            sessionId: string;
            /** @description Name of the signal that ended it, such as `SIGKILL`. */
            signal?: null | string;
            /** @description Its standard error, like string ToolResult.Stdout. */
            stderr: string;
            /** @description Whether the middle of standard error was left out here; its artifact has it. */
            stderrTrimmed?: boolean;
            /** @description Its standard output, up to 10 KB: where it is longer, its start and its end. Bytes that are no UTF-8 are replaced by U+FFFD. */
            stdout: string;
            /** @description Whether the middle of standard output was left out here; its artifact has it. */
            stdoutTrimmed?: boolean;
            /** @description Whether its time-out ended it; string ToolResult.Stderr says so in its last line. */
            timedOut?: boolean;
            /** @description The tool. */
            tool: string;
        };
        /** @description A run of a tool in its owner's history. */
        ToolRun: {
            /**
             * Format: int64
             * @description Bytes of its artifacts.
             */
            bytes?: number;
            /**
             * Format: date-time
             * @description When it was asked for.
             */
            createdAt: string;
            /**
             * Format: double
             * @description Milliseconds from the start to the end of its program.
             */
            durationMs?: null | number;
            /**
             * Format: int32
             * @description The program's exit code; null unless it is finished.
             */
            exitCode?: null | number;
            /**
             * Format: date-time
             * @description When its artifacts are deleted, and it with them.
             */
            expiresAt?: null | string;
            /**
             * Format: int32
             * @description How many files its artifacts are.
             */
            files?: number;
            /**
             * Format: date-time
             * @description When it was over.
             */
            finishedAt?: null | string;
            /** @description Its id. */
            id: string;
            /** @description Whether the kernel ended it because its memory was used up. */
            oomKilled?: boolean;
            placement?: null | components["schemas"]["ToolPlacement"];
            /** @description Why it failed or was cancelled. */
            reason?: null | string;
            /** @description The caller's own label of what it belongs to. */
            sessionId: string;
            /**
             * Format: date-time
             * @description When its program was started.
             */
            startedAt?: null | string;
            /** @description How far it has come. */
            state: components["schemas"]["ToolRunState"];
            /** @description Whether its time-out ended it. */
            timedOut?: boolean;
            /** @description The tool. */
            tool: string;
        };
        /** @description What was deleted together. */
        ToolRunsDeleted: {
            /**
             * Format: int32
             * @description How many runs.
             */
            deleted: number;
        };
        /**
         * @description How far a run of a tool has come.
         * @enum {unknown}
         */
        ToolRunState: "queued" | "running" | "finished" | "failed" | "cancelled";
        /** @description What a server is. */
        VersionInfo: {
            /** @description Version of the API: `v0`. */
            api: string;
            /** @description Image that a sandbox gets when its spec names none. */
            defaultImage: string;
            /** @description Version of the program. */
            version: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
