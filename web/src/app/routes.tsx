import { createBrowserRouter } from 'react-router';
import { RunPage } from '../tools/RunPage';
import { ToolPage } from '../tools/ToolPage';
import { ToolsPage } from '../tools/ToolsPage';
import { Broken } from './Broken';
import { Layout } from './Layout';
import { NotFound } from './NotFound';

/** The pages by address. Names of tools are the first part, so everything else is below one. */
export const createRouter = () =>
  createBrowserRouter(
    [
      {
        element: <Layout />,
        children: [
          {
            errorElement: <Broken />,
            children: [
              { index: true, element: <ToolsPage /> },
              { path: ':tool', element: <ToolPage /> },
              { path: ':tool/runs/:run', element: <RunPage /> },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
    { basename: import.meta.env.BASE_URL.replace(/\/$/, '') },
  );
